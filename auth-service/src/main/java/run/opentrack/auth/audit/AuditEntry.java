package run.opentrack.auth.audit;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;

/** Entry of the audit trail. It contains ids only, so that erasing an account leaves no personal data in it. */
@Entity
public class AuditEntry {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public Instant at;
    public UUID actorId;
    public String action;
    public UUID accountId;
    public String groupName;
}
