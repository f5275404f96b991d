package run.opentrack.auth.account;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;

/** A link that was sent to somebody, known by the hash of its token alone. */
@Entity
public class OneTimeLink extends PanacheEntityBase {
    @Id
    public String tokenHash;

    public UUID accountId;
    public String purpose;
    public Instant createdAt;
    public Instant expiresAt;
}
