package run.opentrack.export.calendar;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import run.opentrack.database.CompetitionColumns;
import run.opentrack.database.change.ChangeState;
import run.opentrack.database.change.ChangeToken;
import run.opentrack.database.change.ChangeTokenCodec;
import run.opentrack.export.store.ExportFile;

/**
 * Builder of the files of changes of each country: those of a period as a page of the API, from whose token a copy continues,
 * and the latest as an Atom feed. Row by row; equal data have equal bytes on a day.
 */
final class ChangeFileBuilder {
    private static final Logger LOG = Logger.getLogger(ChangeFileBuilder.class);
    /** Periods of the retention in which a token has one time, so that a file without changes is rarely uploaded. */
    private static final int TOKENS_PER_RETENTION = 9;

    /** One row of each competition that is not in the country any more. */
    private static final String REMOVED = """
            SELECT country_id, '{"change":"removed","at":"' || %s || '",' || %s || '}'
              FROM (SELECT DISTINCT ON (country_id, competition_id) * FROM competition_removal r
                     WHERE at >= '{since}' AND NOT EXISTS (SELECT FROM competition c
                           WHERE c.id = r.competition_id AND c.country_id = r.country_id)
                     ORDER BY country_id, competition_id, version DESC, date) newest
             ORDER BY country_id, version, competition_id""".formatted(CompetitionColumns.time("at"), CompetitionColumns.REMOVAL);

    /** Sorted for each country alone, since a sort of all competitions would last until the socket's timeout. */
    private static final String STORED = """
            SELECT v.country_id, c.change FROM calendar_version v CROSS JOIN LATERAL (
                   SELECT '{"change":"stored","at":"' || %s || '","competition":' || rendered || ',"status":' || %s || '}' AS change
                     FROM competition WHERE country_id = v.country_id AND updated_at >= '{since}'
                    ORDER BY changed_version, id) c
             ORDER BY v.country_id""".formatted(CompetitionColumns.UPDATED_AT, CompetitionColumns.STATUS);

    /** Rows of {@link AtomFeed.Change}, of each country the newest first. */
    private static final String LATEST = """
            SELECT v.country_id, e.* FROM calendar_version v CROSS JOIN LATERAL (
                   (SELECT id::text AS id, changed_version AS version, %s AS at,
                           CASE WHEN updated_at = created_at THEN 'created' ELSE 'changed' END AS kind,
                           date::text AS begins, finish_date::text AS ends, national_id, full_name, city,
                           coalesce(website, '') AS website, %s AS status
                      FROM competition WHERE country_id = v.country_id ORDER BY changed_version DESC, id DESC LIMIT %d)
                   UNION ALL
                   (SELECT competition_id::text, version, %s, reason, date::text, date::text, national_id, '', '', '', ''
                      FROM competition_removal r WHERE country_id = v.country_id AND NOT EXISTS (
                           SELECT FROM competition c WHERE c.id = r.competition_id AND c.country_id = r.country_id)
                     ORDER BY version DESC, competition_id DESC, date DESC LIMIT %d)) e
             ORDER BY v.country_id, version DESC, id DESC""".formatted(
                    CompetitionColumns.UPDATED_AT,
                    CompetitionColumns.STATUS,
                    AtomFeed.MAX_ENTRIES,
                    CompetitionColumns.time("at"),
                    AtomFeed.MAX_ENTRIES);

    /** Reader of a query in the snapshot, {@link Snapshot#copy}. */
    interface QueryReader {
        BinaryCopyReader copy(String query) throws SQLException;
    }

    private final QueryReader reader;
    private final SortedMap<String, Long> versions;
    private final ChangeState.Epoch epoch;
    private final Path folder;
    private final LongAdder rowsRead;
    private final Set<String> incomplete = new HashSet<>();

    /**
     * @param versions of the calendars of the countries that get files
     * @param rowsRead counter of rows
     */
    ChangeFileBuilder(
            QueryReader reader,
            SortedMap<String, Long> versions,
            ChangeState.Epoch epoch,
            Path folder,
            LongAdder rowsRead) {
        this.reader = reader;
        this.versions = versions;
        this.epoch = epoch;
        this.folder = folder;
        this.rowsRead = rowsRead;
    }

    List<ExportFile> build(Instant now, Duration retention) throws IOException, SQLException {
        List<ExportFile> files = new ArrayList<>(pages(now, retention));
        files.addAll(feeds());
        return files;
    }

    private List<ExportFile> pages(Instant now, Duration retention) throws IOException, SQLException {
        Map<String, CalendarFile> pages = new TreeMap<>();
        for (String country : versions.keySet()) {
            String name = "changes/" + country + ".json";
            pages.put(
                    country, new CalendarFile(name, "application/json; charset=utf-8", "{\"changes\":[", ",", folder));
        }
        String since = now.truncatedTo(ChronoUnit.DAYS).minus(retention).toString();
        for (String query : List.of(REMOVED, STORED)) {
            reader.copy(query.replace("{since}", since))
                    .copyJson(
                            (country, json, offset, size) -> {
                                if (pages.containsKey(country)) {
                                    pages.get(country).add(json, offset, size);
                                }
                            },
                            incomplete,
                            rowsRead);
        }
        long period = retention.dividedBy(TOKENS_PER_RETENTION).toMillis();
        Instant issuedAt = Instant.ofEpochMilli(now.toEpochMilli() / period * period);
        List<ExportFile> files = new ArrayList<>();
        for (Map.Entry<String, CalendarFile> page : pages.entrySet()) {
            String end = "],\"next\":\"" + token(page.getKey(), issuedAt) + "\",\"more\":false}";
            files.add(page.getValue()
                    .finish(end, !incomplete.contains(page.getKey()))
                    .ofPeriod());
        }
        return files;
    }

    /** The copy is complete at a later time, so that the token expires too early rather than too late. */
    private String token(String country, Instant issuedAt) {
        return ChangeTokenCodec.encode(
                ChangeToken.ofCountry(epoch.id(), country, versions.get(country), issuedAt), epoch.key());
    }

    /** Both countries and rows are sorted, so that one feed at a time is in memory. */
    private List<ExportFile> feeds() throws IOException, SQLException {
        Files.createDirectories(folder.resolve("feeds"));
        List<ExportFile> files = new ArrayList<>();
        BinaryCopyReader rows = reader.copy(LATEST);
        String next = nextCountry(rows);
        for (String country : versions.keySet()) {
            AtomFeed feed = new AtomFeed(country);
            while (next != null && next.compareTo(country) <= 0) {
                if (next.equals(country)) {
                    addTo(feed, country, rows);
                }
                next = nextCountry(rows);
            }
            files.add(feed.write(folder, !incomplete.contains(country)).ofPeriod());
        }
        return files;
    }

    private static String nextCountry(BinaryCopyReader rows) throws SQLException {
        return rows.next() ? rows.text() : null;
    }

    private void addTo(AtomFeed feed, String country, BinaryCopyReader rows) {
        AtomFeed.Change change = AtomFeed.Change.of(rows);
        rowsRead.increment();
        try {
            feed.add(change);
        } catch (JsonProcessingException | RuntimeException e) {
            LOG.errorf(e, "competition %s cannot be rendered in the feed", change.id());
            incomplete.add(country);
        }
    }
}
