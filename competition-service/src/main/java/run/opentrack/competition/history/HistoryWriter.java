package run.opentrack.competition.history;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.sql.SqlExecutor;

/** Writes the history of a competition, in the transaction of the write that it tells of. */
@ApplicationScoped
public class HistoryWriter {
    private static final String INSERT_CREATED = """
            INSERT INTO opentrack.competition_history (competition_id, country_id, at, account_id, action, changes)
            SELECT w.competition, w.country, w.at, w.account, 'created', w.changes
              FROM unnest(CAST($1 AS uuid[]), CAST($2 AS text[]), CAST($3 AS timestamptz[]), CAST($4 AS uuid[]), CAST($5 AS text[]))
                   AS w (competition, country, at, account, changes)""";

    /** @param accounts who created each of these, in their order */
    public Uni<Void> addCreated(SqlExecutor statements, List<Competition> competitions, List<UUID> accounts) {
        return statements.execute(
                INSERT_CREATED,
                toArray(competitions, competition -> competition.id, UUID[]::new),
                toArray(competitions, competition -> competition.countryId, String[]::new),
                toArray(
                        competitions,
                        competition -> competition.createdAt.atOffset(ZoneOffset.UTC),
                        OffsetDateTime[]::new),
                accounts.toArray(UUID[]::new),
                toArray(competitions, competition -> JsonDiff.between(null, competition.rendered), String[]::new));
    }

    /** @param before the JSON that it had */
    public Uni<Void> addChanged(Competition competition, String before, UUID account) {
        String changes = JsonDiff.between(before, competition.rendered);
        return add(competition, account, "changed", changes, competition.updatedAt);
    }

    public Uni<Void> addDeleted(Competition competition, UUID account, Instant now) {
        return add(competition, account, "deleted", JsonDiff.between(competition.rendered, null), now);
    }

    private static Uni<Void> add(Competition competition, UUID account, String action, String changes, Instant at) {
        HistoryEntry entry = new HistoryEntry();
        entry.competitionId = competition.id;
        entry.countryId = competition.countryId;
        entry.at = at;
        entry.accountId = account;
        entry.action = action;
        entry.changes = changes;
        return entry.persist().replaceWithVoid();
    }

    private static <T> T[] toArray(
            List<Competition> competitions, Function<Competition, T> what, IntFunction<T[]> array) {
        return competitions.stream().map(what).toArray(array);
    }
}
