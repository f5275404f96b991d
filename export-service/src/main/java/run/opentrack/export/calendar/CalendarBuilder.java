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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import run.opentrack.export.store.ExportFile;

/**
 * Builder of all files of a run from one database snapshot, row by row with constant memory. The API's format is
 * validated and copied in a first pass; all others are rendered in a second. Blocking.
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
     * @param skipped number of competitions of which a format could not be rendered
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
            Map<Integer, Set<String>> incomplete = new HashMap<>();
            long begin = System.nanoTime();
            for (int year : years) {
                YearCalendars calendar = new YearCalendars(year, CalendarFormat.JSON, countries, folder);
                incomplete.put(year, copyRendered(snapshot, calendar, year, rowsRead));
                files.addAll(calendar.finish(incomplete.get(year)));
            }
            long copied = System.nanoTime();
            for (int year : years) {
                List<YearCalendars> calendars = new ArrayList<>();
                for (CalendarFormat format : DERIVED_FORMATS) {
                    calendars.add(new YearCalendars(year, format, countries, folder));
                }
                renderDerived(snapshot, calendars, year, rowsRead, skipped);
                for (YearCalendars calendar : calendars) {
                    files.addAll(calendar.finish(incomplete.get(year)));
                }
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

    /** Copies the valid competitions and returns the countries of the others. */
    private static Set<String> copyRendered(Snapshot snapshot, YearCalendars calendar, int year, LongAdder rowsRead)
            throws IOException, SQLException {
        Set<String> incomplete = new HashSet<>();
        BinaryCopyReader rows = snapshot.copyYear("country_id, rendered", year);
        while (rows.next()) {
            String country = rows.text();
            int size = rows.fieldLength();
            if (ExportedCompetition.isValid(rows.bytes(), rows.position(), size)) {
                calendar.add(country, rows.bytes(), rows.position(), size);
            } else {
                incomplete.add(country);
            }
            rowsRead.increment();
        }
        return incomplete;
    }

    /** Skips a competition that cannot be rendered, because one bad row must not block all calendars. */
    private static void renderDerived(
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
                LOG.errorf(e, "competition %s of %s cannot be rendered in all formats", id, country);
                skipped.increment();
                texts = List.of();
            }
            for (int i = 0; i < texts.size(); i++) {
                calendars.get(i).add(country, texts.get(i), 0, texts.get(i).length);
            }
            rowsRead.increment();
        }
    }

    private static List<byte[]> renderAll(List<YearCalendars> calendars, ExportedCompetition entry) {
        return calendars.stream()
                .map(calendar -> calendar.format().render(entry).getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
