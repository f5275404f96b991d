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
import run.opentrack.export.store.PublicFile;

/**
 * Builds the files of a run from one snapshot of the database, row by row: a million competitions need no more memory
 * than a thousand. What the API answers is copied first, in a pass of its own that reads no JSON; then the same rows are
 * put into all other formats. Blocks: for the thread of a run only.
 */
@ApplicationScoped
public class CalendarBuilder {
    private static final List<CalendarFormat> OTHERS =
            List.of(CalendarFormat.ATHCAL, CalendarFormat.ICALENDAR, CalendarFormat.CSV, CalendarFormat.JSON_LD);

    private final SnapshotDatabase database;

    CalendarBuilder(SnapshotDatabase database) {
        this.database = database;
    }

    /**
     * What was built.
     *
     * @param copying how long the files took that repeat the API's bytes
     * @param shaping how long all others took
     */
    public record Built(List<PublicFile> files, Duration copying, Duration shaping) {}

    /**
     * @param years whose calendars are built
     * @param folder an empty one for the files
     * @param rowsRead counts on while it builds
     */
    public Built build(List<Integer> years, Path folder, LongAdder rowsRead) throws IOException, SQLException {
        List<PublicFile> files = new ArrayList<>();
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
                files.addAll(shape(snapshot, calendars, year, rowsRead));
            }
            return new Built(files, Duration.ofNanos(copied - begin), Duration.ofNanos(System.nanoTime() - copied));
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

    private static List<PublicFile> shape(Snapshot snapshot, List<CalendarYear> calendars, int year, LongAdder rowsRead)
            throws IOException, SQLException {
        BinaryCopy rows = snapshot.year("country_id, rendered, revision, extract(epoch FROM updated_at)::bigint", year);
        while (rows.next()) {
            String country = rows.text();
            CalendarEntry entry = CalendarEntry.of(rows.text(), rows.int4(), Instant.ofEpochSecond(rows.int8()));
            for (CalendarYear calendar : calendars) {
                byte[] competition = calendar.format().shape(entry).getBytes(StandardCharsets.UTF_8);
                calendar.add(country, competition, 0, competition.length);
            }
            rowsRead.increment();
        }
        List<PublicFile> files = new ArrayList<>();
        for (CalendarYear calendar : calendars) {
            files.addAll(calendar.finish());
        }
        return files;
    }
}
