package run.opentrack.auth.audit;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestQuery;
import run.opentrack.database.security.AuthenticatedCaller;

/** Audit trail for superusers, newest first. */
@Path("/api/v1/auth/audit")
@Authenticated
public class AuditResource {
    private final AuditService audit;
    private final SecurityIdentity identity;

    AuditResource(AuditService audit, SecurityIdentity identity) {
        this.audit = audit;
        this.identity = identity;
    }

    /** Audit entry as the API shows it; {@code group} and {@code key_id} are null for changes of the account itself. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record AuditView(
            long id,
            Instant at,
            UUID actorId,
            String actorEmail,
            String action,
            UUID accountId,
            String accountEmail,
            String group,
            String keyId) {
        static AuditView of(AuditEntry entry) {
            return new AuditView(
                    entry.id,
                    entry.at,
                    entry.actorId,
                    entry.actorEmail,
                    entry.action,
                    entry.accountId,
                    entry.accountEmail,
                    entry.groupName,
                    entry.keyId);
        }
    }

    @GET
    public Uni<List<AuditView>> list(@RestQuery String account, @RestQuery String since, @RestQuery String limit) {
        AuditFilter filter = AuditFilter.parse(account, since, limit);
        return audit.find(AuthenticatedCaller.of(identity), filter)
                .map(entries -> entries.stream().map(AuditView::of).toList());
    }
}
