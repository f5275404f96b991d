package run.opentrack.competition.history;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** One write to a competition. {@link HistoryWriter} adds the rows. */
@Entity
@Table(name = "competition_history")
public class HistoryEntry extends PanacheEntityBase {
    @Id
    public Long id;

    public UUID competitionId;
    public String countryId;
    public Instant at;
    public UUID accountId;
    public String action;
    /** A JSON object: member to {@code {"old": …, "new": …}}. */
    public String changes;

    String toJson() {
        return "{\"at\":\"%s\",\"competition_id\":\"%s\",\"account_id\":\"%s\",\"action\":\"%s\",\"changes\":%s}"
                .formatted(at, competitionId, accountId, action, changes);
    }
}
