package run.opentrack.auth.account;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What a login asks of an account, by one plain statement: an entity would want a session.
 */
public record Credentials(
        UUID account,
        String passwordHash,
        boolean enabled,
        boolean confirmed,
        Optional<Instant> oneTimeUntil,
        int tokenVersion,
        Set<String> groups) {
    /** One statement, found or not, so that the time does not tell. */
    private static final String BY_EMAIL = """
            SELECT id, password_hash, enabled, confirmed, one_time_until, token_version,
                   ARRAY(SELECT group_name FROM account_group WHERE account_id = id) AS groups
              FROM account WHERE email_key = $1""";

    public static Uni<Optional<Credentials>> byEmail(Pool database, String email) {
        return database.preparedQuery(BY_EMAIL)
                .execute(Tuple.of(EmailAddress.key(email)))
                .map(rows -> {
                    RowIterator<Row> found = rows.iterator();
                    return found.hasNext() ? Optional.of(of(found.next())) : Optional.empty();
                });
    }

    /** Whether the right password lets in now. */
    public boolean letIn(Instant now) {
        return enabled && confirmed && oneTimeUntil.map(now::isBefore).orElse(true);
    }

    private static Credentials of(Row row) {
        return new Credentials(
                row.getUUID("id"),
                row.getString("password_hash"),
                row.getBoolean("enabled"),
                row.getBoolean("confirmed"),
                Optional.ofNullable(row.getOffsetDateTime("one_time_until")).map(OffsetDateTime::toInstant),
                row.getInteger("token_version"),
                new TreeSet<>(List.of(row.getArrayOfStrings("groups"))));
    }
}
