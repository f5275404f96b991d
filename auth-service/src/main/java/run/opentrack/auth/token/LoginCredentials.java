package run.opentrack.auth.token;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import run.opentrack.auth.ratelimit.LoginRateLimiter.PiggybackQuery;

/** Account data for a login, read by SQL because an entity would need a Hibernate session. */
record LoginCredentials(
        UUID accountId,
        String passwordHash,
        boolean enabled,
        boolean confirmed,
        Optional<Instant> oneTimeUntil,
        int tokenVersion,
        Set<String> groups) {
    /** One statement whether the account exists or not, so that the time does not reveal which. */
    static final PiggybackQuery<Optional<LoginCredentials>> BY_EMAIL =
            PiggybackQuery.of("""
            SELECT id, password_hash, enabled, confirmed, one_time_until, token_version,
                   ARRAY(SELECT group_name FROM account_group WHERE account_id = id) AS groups
              FROM account WHERE email_key = $9""", row -> Optional.ofNullable(row.getUUID("id")).map(id -> of(id, row)));

    /** True when the correct password gives access now. */
    boolean mayLogIn(Instant now) {
        return enabled && confirmed && oneTimeUntil.map(now::isBefore).orElse(true);
    }

    private static LoginCredentials of(UUID id, Row row) {
        return new LoginCredentials(
                id,
                row.getString("password_hash"),
                row.getBoolean("enabled"),
                row.getBoolean("confirmed"),
                Optional.ofNullable(row.getOffsetDateTime("one_time_until")).map(OffsetDateTime::toInstant),
                row.getInteger("token_version"),
                new TreeSet<>(List.of(row.getArrayOfStrings("groups"))));
    }
}
