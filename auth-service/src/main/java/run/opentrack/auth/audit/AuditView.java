package run.opentrack.auth.audit;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.UUID;

/** A line of the audit trail as the API shows it; {@code group} is null where none is concerned. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record AuditView(long id, Instant at, UUID actorId, String action, UUID accountId, String group) {
    static AuditView of(AuditEntry entry) {
        return new AuditView(entry.id, entry.at, entry.actorId, entry.action, entry.accountId, entry.groupName);
    }
}
