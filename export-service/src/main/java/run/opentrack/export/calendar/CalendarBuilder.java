package run.opentrack.export.calendar;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import run.opentrack.export.store.ExportFile;

/**
 * Builder of all files of a run from one database snapshot, row by row with constant memory. The API's format is copied
 * in a first pass without parsing; all others are rendered in a second. Blocking.
 */
@ApplicationScoped
public class CalendarBuilder {
    private static final Logger LOG = Logger.getLogger(CalendarBuilder.class);

    private static final String WEB_COMPONENT = "athletics-calendar.js";
    private static final List<CalendarFormat> DERIVED_FORMATS =
            List.of(CalendarFormat.ATHCAL, CalendarFormat.ICALENDAR, CalendarFormat.CSV, CalendarFormat.JSON_LD);

    private final Snapshot.Config database;

    CalendarBuilder(Snapshot.Config database) {
        this.database = database;
    }

    /**
     * Files of a run.
     *
     * @param skipped number of competitions that exist in the API's format only, because another format could not be
     *     rendered
     * @param copyDuration time for the files in the API's format
     * @param renderDuration time for all other files
     */
    public record BuildResult(List<ExportFile> files, long skipped, Duration copyDuration, Duration renderDuration) {}

    /**
     * Builds the files.
     *
     * @param years years to publish
     * @param folder empty folder for the files
     * @param rowsRead counter of rows, incremented while building
     */
    public BuildResult build(List<Integer> years, Path folder, LongAdder rowsRead) throws IOException, SQLException {
        List<ExportFile> files = new ArrayList<>();
        LongAdder skipped = new LongAdder();
        try (Snapshot snapshot = new Snapshot(database)) {
            Collection<String> countries = snapshot.countries();
            long begin = System.nanoTime();
            for (int year : years) {
                files.addAll(copyRendered(
                        snapshot, new YearCalendars(year, CalendarFormat.JSON, countries, folder), year, rowsRead));
            }
            long copied = System.nanoTime();
            for (int year : years) {
                List<YearCalendars> calendars = new ArrayList<>();
                for (CalendarFormat format : DERIVED_FORMATS) {
                    calendars.add(new YearCalendars(year, format, countries, folder));
                }
                files.addAll(renderDerived(snapshot, calendars, year, rowsRead, skipped));
            }
            files.add(webComponent(folder));
            return new BuildResult(
                    files,
                    skipped.sum(),
                    Duration.ofNanos(copied - begin),
                    Duration.ofNanos(System.nanoTime() - copied));
        }
    }

    /** Writes the web component {@code <athletics-calendar>}, which reads the files beside it. */
    static ExportFile webComponent(Path folder) throws IOException {
        try (InputStream source = CalendarBuilder.class.getResourceAsStream("/web/" + WEB_COMPONENT)) {
            Path path = folder.resolve(WEB_COMPONENT);
            String contentType = "text/javascript; charset=utf-8";
            return ExportFile.write("euroath/" + WEB_COMPONENT, path, 0, source.readAllBytes(), contentType);
        }
    }

    private static List<ExportFile> copyRendered(
            Snapshot snapshot, YearCalendars calendar, int year, LongAdder rowsRead) throws IOException, SQLException {
        BinaryCopyReader rows = snapshot.copyYear("country_id, rendered", year);
        while (rows.next()) {
            String country = rows.text();
            int size = rows.fieldLength();
            calendar.add(country, rows.bytes(), rows.position(), size);
            rowsRead.increment();
        }
        return calendar.finish();
    }

    /** Skips a competition that cannot be rendered, because one bad row must not block all calendars. */
    private static List<ExportFile> renderDerived(
            Snapshot snapshot, List<YearCalendars> calendars, int year, LongAdder rowsRead, LongAdder skipped)
            throws IOException, SQLException {
        BinaryCopyReader rows = snapshot.copyYear(
                "country_id, id::text, rendered, revision, extract(epoch FROM updated_at)::bigint", year);
        while (rows.next()) {
            String country = rows.text();
            String id = rows.text();
            String rendered = rows.text();
            int revision = rows.int4();
            Instant updatedAt = Instant.ofEpochSecond(rows.int8());
            List<byte[]> texts;
            try {
                texts = renderAll(calendars, ExportedCompetition.of(rendered, revision, updatedAt));
            } catch (RuntimeException e) {
                LOG.errorf(e, "competition %s of %s was skipped in all formats but the API's", id, country);
                skipped.increment();
                texts = List.of();
            }
            for (int i = 0; i < texts.size(); i++) {
                calendars.get(i).add(country, texts.get(i), 0, texts.get(i).length);
            }
            rowsRead.increment();
        }
        List<ExportFile> files = new ArrayList<>();
        for (YearCalendars calendar : calendars) {
            files.addAll(calendar.finish());
        }
        return files;
    }

    private static List<byte[]> renderAll(List<YearCalendars> calendars, ExportedCompetition entry) {
        return calendars.stream()
                .map(calendar -> calendar.format().render(entry).getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
