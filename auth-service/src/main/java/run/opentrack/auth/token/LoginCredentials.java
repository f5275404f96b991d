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
    static final PiggybackQuery<Lookup> BY_EMAIL = PiggybackQuery.of("""
            SELECT a.id, password_hash, enabled, confirmed, one_time_until, token_version, max_iterations,
                   ARRAY(SELECT group_name FROM account_group WHERE account_id = a.id) AS groups
              FROM (SELECT max(iterations) AS max_iterations
                      FROM (SELECT substring(password_hash FROM '^pbkdf2_sha256\\$([1-9][0-9]{0,7})\\$')::integer AS iterations
                              FROM account WHERE password_hash LIKE 'pbkdf2_sha256$%') hashes
                     WHERE iterations <= 2000000) imported
              LEFT JOIN account a ON email_key = $9""", Lookup::of);

    /**
     * Result of the query.
     *
     * @param maxIterations highest number of iterations among readable hashes imported from Django, or 0
     */
    record Lookup(Optional<LoginCredentials> account, int maxIterations) {
        private static Lookup of(Row row) {
            Integer maxIterations = row.getInteger("max_iterations");
            return new Lookup(
                    Optional.ofNullable(row.getUUID("id")).map(id -> LoginCredentials.of(id, row)),
                    maxIterations == null ? 0 : maxIterations);
        }
    }

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
