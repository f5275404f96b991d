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
import run.opentrack.competition.Competition;
import run.opentrack.competition.Statements;

/** Writes the history of a competition, in the transaction of the write that it tells of. */
@ApplicationScoped
public class History {
    private static final String CREATED = """
            INSERT INTO opentrack.competition_history (competition_id, country_id, at, account_id, action, changes)
            SELECT w.competition, w.country, w.at, w.account, 'created', w.changes
              FROM unnest(CAST($1 AS uuid[]), CAST($2 AS text[]), CAST($3 AS timestamptz[]), CAST($4 AS uuid[]), CAST($5 AS text[]))
                   AS w (competition, country, at, account, changes)""";

    /** @param accounts who created each of these, in their order */
    public Uni<Void> created(Statements statements, List<Competition> competitions, List<UUID> accounts) {
        return statements.tell(
                CREATED,
                each(competitions, competition -> competition.id, UUID[]::new),
                each(competitions, competition -> competition.countryId, String[]::new),
                each(
                        competitions,
                        competition -> competition.createdAt.atOffset(ZoneOffset.UTC),
                        OffsetDateTime[]::new),
                accounts.toArray(UUID[]::new),
                each(competitions, competition -> Changes.between(null, competition.rendered), String[]::new));
    }

    /** @param before the JSON that it had */
    public Uni<Void> changed(Competition competition, String before, UUID account) {
        String changes = Changes.between(before, competition.rendered);
        return note(competition, account, "changed", changes, competition.updatedAt);
    }

    public Uni<Void> deleted(Competition competition, UUID account, Instant now) {
        return note(competition, account, "deleted", Changes.between(competition.rendered, null), now);
    }

    private static Uni<Void> note(Competition competition, UUID account, String action, String changes, Instant at) {
        HistoryEntry entry = new HistoryEntry();
        entry.competitionId = competition.id;
        entry.countryId = competition.countryId;
        entry.at = at;
        entry.accountId = account;
        entry.action = action;
        entry.changes = changes;
        return entry.persist().replaceWithVoid();
    }

    private static <T> T[] each(List<Competition> competitions, Function<Competition, T> what, IntFunction<T[]> array) {
        return competitions.stream().map(what).toArray(array);
    }
}
