package run.opentrack.auth.account;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;

/** Account as the API shows it. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonPropertyOrder({"id", "email", "full_name", "groups", "enabled", "created_at"})
public record AccountView(
        UUID id, String email, String fullName, Set<String> groups, boolean enabled, Instant createdAt) {
    static AccountView of(Account account) {
        return new AccountView(
                account.id,
                account.email,
                account.fullName,
                account.groups(),
                account.enabled,
                account.createdAt.truncatedTo(ChronoUnit.SECONDS));
    }
}
