package run.opentrack.competition.history;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.competition.Competition;

/** Writes the history of a competition, in the transaction of the write that it tells of. */
@ApplicationScoped
public class History {
    private static final String CREATED = """
            INSERT INTO opentrack.competition_history (competition_id, country_id, at, account_id, action, changes)
            SELECT c.id, c.country_id, c.created_at, w.account, 'created', w.changes
              FROM unnest(CAST(?1 AS uuid[]), CAST(?2 AS uuid[]), CAST(?3 AS text[])) AS w (id, account, changes)
              JOIN opentrack.competition c ON c.id = w.id""";

    /** @param accounts who created each of these, in their order */
    public Uni<Void> created(Session session, List<Competition> competitions, List<UUID> accounts) {
        return session.createNativeQuery(CREATED)
                .setParameter(
                        1,
                        competitions.stream().map(competition -> competition.id).toArray(UUID[]::new))
                .setParameter(2, accounts.toArray(UUID[]::new))
                .setParameter(
                        3,
                        competitions.stream()
                                .map(competition -> Changes.between(null, competition.rendered))
                                .toArray(String[]::new))
                .executeUpdate()
                .replaceWithVoid();
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
}
