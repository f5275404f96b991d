package run.opentrack.export.calendar;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import run.opentrack.database.CompetitionColumns;
import run.opentrack.database.change.ChangeRetentionConfig;
import run.opentrack.database.change.ChangeState;
import run.opentrack.database.change.ChangeStateRepository;
import run.opentrack.export.store.ExportFile;
import run.opentrack.http.body.Countries;

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
    /** Maximum duration of a competition in days. */
    private static final int MAX_DAYS = 366;

    private final Snapshot.Config database;
    private final ChangeStateRepository changes;
    private final ChangeRetentionConfig changeConfig;

    CalendarBuilder(Snapshot.Config database, ChangeStateRepository changes, ChangeRetentionConfig changeConfig) {
        this.database = database;
        this.changes = changes;
        this.changeConfig = changeConfig;
    }

    /**
     * Files of a run.
     *
     * @param skipped number of competitions left out of all derived formats because one of them could not be rendered
     * @param copyDuration time for the files in the API's format
     * @param renderDuration time for all other files
     */
    public record BuildResult(List<ExportFile> files, long skipped, Duration copyDuration, Duration renderDuration) {}

    /**
     * Builds the files.
     *
     * @param years years to publish
     * @param since earliest end of a competition in the files for subscriptions, which last to the end of these years
     * @param now time to whose day the files of changes last
     * @param folder empty folder for the files
     * @param rowsRead counter of rows, incremented while building
     */
    public BuildResult build(List<Integer> years, LocalDate since, Instant now, Path folder, LongAdder rowsRead)
            throws IOException, SQLException {
        // Before the snapshot: it begins an epoch in a database that was restored.
        ChangeState.Epoch epoch = changes.readEpoch().await().indefinitely();
        try (Snapshot snapshot = new Snapshot(database)) {
            SortedMap<String, Long> versions = snapshot.versions();
            Build build = new Build(snapshot::copyYear, versions.keySet(), folder, rowsRead);
            long begin = System.nanoTime();
            build.copyStoredJson(years);
            long copied = System.nanoTime();
            build.renderDerived(years, since);
            build.files.add(webComponent(folder));
            build.files.addAll(new ChangeFileBuilder(snapshot::copy, versions, epoch, folder, rowsRead)
                    .build(now, changeConfig.retention()));
            return new BuildResult(
                    build.files,
                    build.skipped,
                    Duration.ofNanos(copied - begin),
                    Duration.ofNanos(System.nanoTime() - copied));
        }
    }

    /**
     * Writes the web component {@code <athletics-calendar>}, which reads the calendar files in its folder. The module
     * {@code search.js} of the site's pages and the codes of all countries are bundled into it, so that pages load one script.
     */
    static ExportFile webComponent(Path folder) throws IOException {
        String search = resource("search.js").replaceAll("(?m)^export ", "");
        String codes = Countries.all().stream()
                .map(country ->
                        country.iso() + " " + Countries.alpha2(country.iso()).orElseThrow())
                .collect(Collectors.joining(" "));
        String component = resource(WEB_COMPONENT).replace("COUNTRY_CODES", codes);
        byte[] script = (search + component).getBytes(StandardCharsets.UTF_8);
        String contentType = "text/javascript; charset=utf-8";
        return ExportFile.write(
                "euroath/" + WEB_COMPONENT, folder.resolve(WEB_COMPONENT), 0, script, contentType, true);
    }

    private static String resource(String name) throws IOException {
        try (InputStream source = CalendarBuilder.class.getResourceAsStream("/web/" + name)) {
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Reader of a snapshot's competitions, {@link Snapshot#copyYear}. */
    interface YearReader {
        BinaryCopyReader copyYear(String columns, int year, LocalDate minEndDate) throws SQLException;
    }

    /** State of one build. */
    static final class Build {
        private final YearReader yearReader;
        private final Collection<String> countries;
        private final Path folder;
        private final LongAdder rowsRead;
        final List<ExportFile> files = new ArrayList<>();
        /** Codes of countries with at least one invalid row, whose published files are kept unchanged. */
        private final Set<String> countriesWithInvalidRows = new HashSet<>();
        /** The same for subscriptions alone, which contain rows of earlier years too. */
        private final Set<String> countriesWithInvalidSubscriptionRows = new HashSet<>();
        /** Number of rows left out of all derived formats because one of them could not be rendered. */
        long skipped;

        Build(YearReader yearReader, Collection<String> countries, Path folder, LongAdder rowsRead) {
            this.yearReader = yearReader;
            this.countries = countries;
            this.folder = folder;
            this.rowsRead = rowsRead;
        }

        /** Copies the stored JSON of each valid competition unchanged. */
        void copyStoredJson(List<Integer> years) throws IOException, SQLException {
            List<CalendarSet> calendars = new ArrayList<>();
            for (int year : years) {
                CalendarSet calendar = CalendarSet.ofYear(year, CalendarFormat.JSON, countries, folder);
                calendars.add(calendar);
                yearReader
                        .copyYear("country_id, rendered", year, LocalDate.of(year, 1, 1))
                        .copyJson(calendar::add, countriesWithInvalidRows, rowsRead);
            }
            finish(calendars);
        }

        /** Renders all other formats, and the subscriptions from competitions of earlier years too. */
        void renderDerived(List<Integer> years, LocalDate since) throws IOException, SQLException {
            CalendarSet subscriptions = CalendarSet.ofSubscriptions(since, countries, folder);
            int first = years.get(0);
            for (int year = since.minusDays(MAX_DAYS).getYear(); year < first; year++) {
                renderYear(year, since, List.of(subscriptions));
            }
            for (int year : years) {
                List<CalendarSet> calendars = new ArrayList<>();
                for (CalendarFormat format : DERIVED_FORMATS) {
                    calendars.add(CalendarSet.ofYear(year, format, countries, folder));
                }
                List<CalendarSet> all = new ArrayList<>(calendars);
                all.add(subscriptions);
                renderYear(year, LocalDate.of(year, 1, 1), all);
                finish(calendars);
            }
            countriesWithInvalidRows.addAll(countriesWithInvalidSubscriptionRows);
            finish(List.of(subscriptions));
        }

        /**
         * Adds the competitions of a year to the calendars. Leaves out a competition that one format cannot represent,
         * because one bad row must not block all calendars.
         *
         * @param minEndDate lower bound of a competition's end date
         */
        private void renderYear(int year, LocalDate minEndDate, List<CalendarSet> calendars)
                throws IOException, SQLException {
            BinaryCopyReader rows = yearReader.copyYear(
                    "country_id, id::text, rendered, " + CompetitionColumns.STATUS
                            + ", revision + (SELECT sequence_base FROM change_epoch), extract(epoch FROM updated_at)::bigint",
                    year,
                    minEndDate);
            while (rows.next()) {
                String country = rows.text();
                String id = rows.text();
                String rendered = rows.text();
                String status = rows.text();
                int sequence = rows.int4();
                Instant updatedAt = Instant.ofEpochSecond(rows.int8());
                try {
                    render(country, ExportedCompetition.of(rendered, status, sequence, updatedAt), calendars);
                } catch (RuntimeException e) {
                    LOG.errorf(e, "competition %s of %s cannot be rendered in all formats", id, country);
                    skipped++;
                    byte[] bytes = rendered.getBytes(StandardCharsets.UTF_8);
                    if (!ExportedCompetition.isValid(bytes, 0, bytes.length)) {
                        countriesWithInvalidSubscriptionRows.add(country);
                    }
                }
                rowsRead.increment();
            }
        }

        /** Renders all formats before it adds the first, so that a failure leaves the competition out of all of them. */
        private static void render(String country, ExportedCompetition competition, List<CalendarSet> calendars)
                throws IOException {
            Map<CalendarFormat, byte[]> texts = new EnumMap<>(CalendarFormat.class);
            for (CalendarSet calendar : calendars) {
                texts.computeIfAbsent(
                        calendar.format(), format -> format.render(competition).getBytes(StandardCharsets.UTF_8));
            }
            for (CalendarSet calendar : calendars) {
                byte[] text = texts.get(calendar.format());
                if (calendar.includes(competition)) {
                    calendar.add(country, text, 0, text.length);
                }
            }
        }

        private void finish(List<CalendarSet> calendars) throws IOException {
            for (CalendarSet calendar : calendars) {
                files.addAll(calendar.finish(countriesWithInvalidRows));
            }
        }
    }
}
