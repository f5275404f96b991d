package run.opentrack.competition.idempotency;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;

/** The answer that a create with an idempotency key got. */
@Entity
@Table(name = "idempotent_answer")
@IdClass(IdempotencyRecord.Key.class)
class IdempotencyRecord extends PanacheEntityBase {
    record Key(UUID accountId, String key) implements Serializable {}

    @Id
    public UUID accountId;

    @Id
    public String key;

    public byte[] bodySha256;
    public int status;
    public String location;
    public String etag;
    public String body;
    public Instant createdAt;
}
