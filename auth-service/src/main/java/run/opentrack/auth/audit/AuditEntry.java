package run.opentrack.auth.audit;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.annotations.Formula;

/** Entry of the audit trail. It contains ids only, so that erasing an account leaves no personal data in it. */
@Entity
public class AuditEntry {
    /** Change of an account or of one of its API keys. */
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
        GROUP_REQUESTED,
        GROUP_DECLINED,
        ERASED,
        KEY_CREATED,
        KEY_ROTATED,
        KEY_REVOKED,
        KEY_LEAKED
    }

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public Instant at;
    public UUID actorId;
    public String action;
    public UUID accountId;
    public String groupName;
    public String keyId;

    /** Present address of the actor, null once erased. */
    @Formula("(SELECT actor.email FROM account actor WHERE actor.id = actor_id)")
    public String actorEmail;

    /** Present address of the account, null once erased. */
    @Formula("(SELECT changed.email FROM account changed WHERE changed.id = account_id)")
    public String accountEmail;

    static AuditEntry create(Instant at, UUID actor, Action action, UUID account, String group, String key) {
        AuditEntry entry = new AuditEntry();
        entry.at = at;
        entry.actorId = actor;
        entry.action = action.name().toLowerCase(Locale.ROOT);
        entry.accountId = account;
        entry.groupName = group;
        entry.keyId = key;
        return entry;
    }
}
