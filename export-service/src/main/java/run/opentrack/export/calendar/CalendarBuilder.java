package run.opentrack.export.calendar;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
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
import run.opentrack.export.store.PublicFile;

/**
 * Builds the files of a run from one snapshot of the database, row by row: a million competitions need no more memory
 * than a thousand. What the API answers is copied first, in a pass of its own that reads no JSON; then the same rows are
 * put into all other formats. Blocks: for the thread of a run only.
 */
@ApplicationScoped
public class CalendarBuilder {
    private static final Logger LOG = Logger.getLogger(CalendarBuilder.class);

    private static final List<CalendarFormat> OTHERS =
            List.of(CalendarFormat.ATHCAL, CalendarFormat.ICALENDAR, CalendarFormat.CSV, CalendarFormat.JSON_LD);

    private final SnapshotDatabase database;

    CalendarBuilder(SnapshotDatabase database) {
        this.database = database;
    }

    /**
     * What was built.
     *
     * @param leftOut how many competitions stand in the API's format alone, since they could not be put into the others
     * @param copying how long the files took that repeat the API's bytes
     * @param shaping how long all others took
     */
    public record Built(List<PublicFile> files, long leftOut, Duration copying, Duration shaping) {}

    /**
     * @param years whose calendars are built
     * @param folder an empty one for the files
     * @param rowsRead counts on while it builds
     */
    public Built build(List<Integer> years, Path folder, LongAdder rowsRead) throws IOException, SQLException {
        List<PublicFile> files = new ArrayList<>();
        LongAdder leftOut = new LongAdder();
        try (Snapshot snapshot = new Snapshot(database)) {
            Collection<String> countries = snapshot.countries();
            long begin = System.nanoTime();
            for (int year : years) {
                files.addAll(
                        copy(snapshot, new CalendarYear(year, CalendarFormat.JSON, countries, folder), year, rowsRead));
            }
            long copied = System.nanoTime();
            for (int year : years) {
                List<CalendarYear> calendars = new ArrayList<>();
                for (CalendarFormat format : OTHERS) {
                    calendars.add(new CalendarYear(year, format, countries, folder));
                }
                files.addAll(shape(snapshot, calendars, year, rowsRead, leftOut));
            }
            return new Built(
                    files,
                    leftOut.sum(),
                    Duration.ofNanos(copied - begin),
                    Duration.ofNanos(System.nanoTime() - copied));
        }
    }

    private static List<PublicFile> copy(Snapshot snapshot, CalendarYear calendar, int year, LongAdder rowsRead)
            throws IOException, SQLException {
        BinaryCopy rows = snapshot.year("country_id, rendered", year);
        while (rows.next()) {
            String country = rows.text();
            int size = rows.fieldLength();
            calendar.add(country, rows.bytes(), rows.position(), size);
            rowsRead.increment();
        }
        return calendar.finish();
    }

    /** A competition that cannot be put into a format is left out: it must not hold up all calendars of all countries. */
    private static List<PublicFile> shape(
            Snapshot snapshot, List<CalendarYear> calendars, int year, LongAdder rowsRead, LongAdder leftOut)
            throws IOException, SQLException {
        BinaryCopy rows =
                snapshot.year("country_id, id::text, rendered, revision, extract(epoch FROM updated_at)::bigint", year);
        while (rows.next()) {
            String country = rows.text();
            String id = rows.text();
            String rendered = rows.text();
            int revision = rows.int4();
            Instant updatedAt = Instant.ofEpochSecond(rows.int8());
            List<byte[]> shapes;
            try {
                shapes = shapes(calendars, CalendarEntry.of(rendered, revision, updatedAt));
            } catch (RuntimeException e) {
                LOG.errorf(e, "competition %s of %s is left out of all formats but the API's", id, country);
                leftOut.increment();
                shapes = List.of();
            }
            for (int i = 0; i < shapes.size(); i++) {
                calendars.get(i).add(country, shapes.get(i), 0, shapes.get(i).length);
            }
            rowsRead.increment();
        }
        List<PublicFile> files = new ArrayList<>();
        for (CalendarYear calendar : calendars) {
            files.addAll(calendar.finish());
        }
        return files;
    }

    private static List<byte[]> shapes(List<CalendarYear> calendars, CalendarEntry entry) {
        return calendars.stream()
                .map(calendar -> calendar.format().shape(entry).getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
