package run.opentrack.competition.history;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** One write to a competition: who, when, what. */
@Entity
@Table(name = "competition_history")
public class HistoryEntry extends PanacheEntityBase {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public UUID competitionId;
    public String countryId;
    public Instant at;
    public UUID accountId;
    public String action;
    /** A JSON object: member to {@code {"old": …, "new": …}}. */
    public String changes;
}
