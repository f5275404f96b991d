package run.opentrack.competition.imports;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import run.opentrack.competition.imports.format.SourceFormat;
import run.opentrack.competition.imports.format.SourceOptions;
import run.opentrack.competition.imports.format.SourceOptions.DateOrder;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.security.AccessToken;

/**
 * Import of one version of a source, with its progress.
 *
 * @param url null for an upload
 * @param columns JSON object, from names of the file to our members
 * @param gone what happens to competitions that the source no longer has
 * @param generation grows with each claim, so that a replica that lost its lease is detected
 * @param attempts number of claims since the last one with a result, this one included
 * @param startedAt time of the first claim since the request, or since it was confirmed
 */
record CalendarImport(
        UUID id,
        UUID account,
        String country,
        String source,
        SourceFormat format,
        String url,
        String dateOrder,
        String columns,
        GonePolicy gone,
        boolean dryRun,
        Stage stage,
        int previousCount,
        long generation,
        int attempts,
        Instant startedAt) {
    enum GonePolicy {
        KEEP,
        CANCEL,
        DELETE;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Step of an import. Each one is repeated as a whole or in slices if its replica ends. */
    enum Stage {
        FETCH,
        READ,
        MATCH,
        COMPARE,
        WRITE;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Columns of the constructor, for a SELECT or RETURNING. */
    static final String COLUMNS =
            "id, account_id, country_id, source, format, url, date_order, columns, gone, dry_run, stage,"
                    + " previous_count, generation, attempts, started_at";

    static CalendarImport of(Object[] row) {
        return new CalendarImport(
                (UUID) row[0],
                (UUID) row[1],
                (String) row[2],
                (String) row[3],
                SourceFormat.of((String) row[4]).orElseThrow(),
                (String) row[5],
                (String) row[6],
                (String) row[7],
                GonePolicy.valueOf(((String) row[8]).toUpperCase(Locale.ROOT)),
                (Boolean) row[9],
                Stage.valueOf(((String) row[10]).toUpperCase(Locale.ROOT)),
                (Integer) row[11],
                (Long) row[12],
                (Integer) row[13],
                ((OffsetDateTime) row[14]).toInstant());
    }

    SourceOptions options() {
        Map<String, String> mapping = new LinkedHashMap<>();
        JsonObjectParser.members(columns.getBytes(StandardCharsets.UTF_8))
                .forEach((name, member) -> mapping.put(name, member.text()));
        return new SourceOptions(
                country, dateOrder == null ? null : DateOrder.valueOf(dateOrder.toUpperCase(Locale.ROOT)), mapping);
    }

    /** Returns the account as a caller whose current groups are read for each write. */
    AccessToken caller() {
        return new AccessToken(account, Set.of(), Integer.MAX_VALUE, null, Long.MAX_VALUE);
    }

    /** True if so much is to be deleted or cancelled that a person is to confirm it: more than a fifth of the source. */
    boolean isHeldBack(long removals) {
        return !dryRun && removals * 5 > previousCount;
    }
}
