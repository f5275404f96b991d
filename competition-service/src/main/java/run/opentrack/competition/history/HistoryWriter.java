package run.opentrack.competition.history;

import static run.opentrack.competition.sql.SqlExecutor.column;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/** Adds entries to the history of competitions, in the transaction of the write. */
public final class HistoryWriter {
    private static final String INSERT = """
            INSERT INTO opentrack.competition_history (competition_id, country_id, at, account_id, action, changes, revision)
            SELECT * FROM unnest(CAST($1 AS uuid[]), CAST($2 AS text[]), CAST($3 AS timestamptz[]), CAST($4 AS uuid[]),
                                 CAST($5 AS text[]), CAST($6 AS text[]), CAST($7 AS integer[]))""";

    private record Change(Competition competition, Instant at, UUID account, String action, String changes) {}

    private HistoryWriter() {}

    /** JSON of a competition for a comparison. A status that was never set is left out. */
    public static String snapshot(Competition competition) {
        return competition.statusJson == null ? competition.rendered : competition.renderedWithStatus();
    }

    /** @param accounts of the creators, in the order of the competitions */
    public static Uni<Void> addCreated(SqlExecutor sql, List<Competition> competitions, List<UUID> accounts) {
        List<Change> changes = new ArrayList<>();
        for (int n = 0; n < competitions.size(); n++) {
            Competition created = competitions.get(n);
            String diff = JsonDiff.between(null, created.rendered);
            changes.add(new Change(created, created.createdAt, accounts.get(n), "created", diff));
        }
        return add(sql, changes);
    }

    /**
     * @param before {@link #snapshot} before the update
     * @throws ApiException 422 if events was stored as invalid JSON and is not replaced
     */
    public static Uni<Void> addUpdated(SqlExecutor sql, Competition updated, String before, UUID account) {
        try {
            String diff = JsonDiff.between(before, snapshot(updated));
            return add(sql, List.of(new Change(updated, updated.updatedAt, account, "changed", diff)));
        } catch (IllegalStateException invalid) {
            throw ApiException.invalid(Violation.ofMember(
                    "events", "is stored as invalid JSON and must be replaced", "value_error.jsondecode"));
        }
    }

    public static Uni<Void> addDeleted(SqlExecutor sql, Competition deleted, UUID account, Instant now) {
        String diff = JsonDiff.between(snapshot(deleted), null);
        return add(sql, List.of(new Change(deleted, now, account, "deleted", diff)));
    }

    /** @param into the competition that the deleted one was merged into, an old and new value like those of its members */
    public static Uni<Void> addMerged(SqlExecutor sql, Competition merged, UUID into, UUID account, Instant now) {
        String diff = "{\"merged_into\":{\"old\":null,\"new\":\"" + into + "\"},"
                + JsonDiff.between(snapshot(merged), null).substring(1);
        return add(sql, List.of(new Change(merged, now, account, "deleted", diff)));
    }

    /** Adds the entry of a merged competition that is created again. */
    public static Uni<Void> addRestored(SqlExecutor sql, Competition restored, UUID account) {
        String diff = JsonDiff.between(null, snapshot(restored));
        return add(sql, List.of(new Change(restored, restored.updatedAt, account, "created", diff)));
    }

    /** @param changes of each competition, without the address */
    public static Uni<Void> addRedacted(
            SqlExecutor sql, List<Competition> redacted, List<String> changes, UUID account) {
        return add(
                sql,
                IntStream.range(0, redacted.size())
                        .mapToObj(n -> new Change(
                                redacted.get(n), redacted.get(n).updatedAt, account, "redacted", changes.get(n)))
                        .toList());
    }

    private static Uni<Void> add(SqlExecutor sql, List<Change> changes) {
        return sql.execute(
                INSERT,
                column(changes, change -> change.competition.id, UUID[]::new),
                column(changes, change -> change.competition.countryId, String[]::new),
                column(changes, change -> change.at.atOffset(ZoneOffset.UTC), OffsetDateTime[]::new),
                column(changes, Change::account, UUID[]::new),
                column(changes, Change::action, String[]::new),
                column(changes, Change::changes, String[]::new),
                column(changes, change -> change.competition.revision, Integer[]::new));
    }
}
