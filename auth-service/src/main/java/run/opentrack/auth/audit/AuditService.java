package run.opentrack.auth.audit;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;

/** Writes the audit trail, in the transaction of what it tells. */
@ApplicationScoped
public class AuditService {
    /** What can happen to an account. */
    public enum Action {
        SIGNED_UP,
        CONFIRMED,
        PASSWORD_CHANGED,
        PASSWORD_RESET,
        ONE_TIME_PASSWORD_SET,
        DISABLED,
        ENABLED,
        GROUP_GRANTED,
        GROUP_TAKEN,
        ERASED;

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final Clock clock;

    AuditService(Clock clock) {
        this.clock = clock;
    }

    /** Something that concerns the account as a whole. */
    public Uni<Void> record(UUID actor, Action action, UUID account) {
        return record(actor, action, account, null);
    }

    /** Something that concerns one of its groups. */
    public Uni<Void> record(UUID actor, Action action, UUID account, String group) {
        AuditEntry entry = new AuditEntry();
        entry.at = clock.instant();
        entry.actorId = actor;
        entry.action = action.text();
        entry.accountId = account;
        entry.groupName = group;
        return entry.persist().replaceWithVoid();
    }
}
