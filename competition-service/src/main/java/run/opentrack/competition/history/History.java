package run.opentrack.competition.history;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import run.opentrack.competition.Competition;

/** Writes the history of a competition, in the transaction of the write that it tells of. */
@ApplicationScoped
public class History {
    public Uni<Void> created(Competition competition, UUID account) {
        return note(
                competition, account, "created", Changes.between(null, competition.rendered), competition.updatedAt);
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
