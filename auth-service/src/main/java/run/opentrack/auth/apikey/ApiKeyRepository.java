package run.opentrack.auth.apikey;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import run.opentrack.database.security.Rights;

/** API keys in the database. A key is live until it expires or is revoked. */
@ApplicationScoped
class ApiKeyRepository implements PanacheRepositoryBase<ApiKey, String> {
    private static final int LOCK_KEY = 0x4b45_5953;
    private static final String LOCK_FEDERATIONS = "SELECT 1 FROM pg_advisory_xact_lock(" + LOCK_KEY + ")";

    /** Parameters: time, account, its countries joined by commas or * for all. */
    private static final String VISIBLE = """
            SELECT * FROM api_key
             WHERE revoked_at IS NULL AND expires_at > ?1
               AND CASE WHEN federation THEN ?3 = '*' OR countries && string_to_array(?3, ',') ELSE account_id = ?2 END
             ORDER BY created_at, id""";

    private static final String COUNT_OF_FEDERATION = """
            SELECT coalesce(max(keys), 0)
              FROM (SELECT count(*) AS keys FROM api_key, unnest(countries) AS country
                     WHERE federation AND revoked_at IS NULL AND expires_at > ?1 AND country = ANY (string_to_array(?2, ','))
                     GROUP BY country) counts""";

    /** Accounts that own a key k: the one that made it, or the admins of the key's countries. */
    private static final String OWNER_OF_KEY = """
            CROSS JOIN LATERAL (
                SELECT k.account_id AS id WHERE NOT k.federation
                UNION
                SELECT g.account_id FROM unnest(k.countries) AS country JOIN account_group g ON g.group_name = 'ADMIN_' || country
                 WHERE k.federation) owner
              JOIN account a ON a.id = owner.id AND a.enabled""";

    /** E-mails of the notices of keys to their owners. Parameter: prefix of the environment. */
    private static final String ADD_MAILS = """
            INSERT INTO outgoing_mail (id, account_id, template, arguments)
            SELECT gen_random_uuid(), a.id, n.template, ARRAY[CAST($3 AS text) || k.id, k.name,
                   to_char(k.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')]
              FROM notice n JOIN api_key k USING (id) %s""".formatted(OWNER_OF_KEY);

    /**
     * Each notice is claimed by one replica, and only the nearest one if several are due. Its e-mails and events for
     * webhooks are added in the same statement, so that each is sent once.
     */
    private static final String ANNOUNCE = """
            WITH due AS (
                SELECT id, CASE WHEN expires_at <= CAST($1 AS timestamptz) + interval '3 days' THEN 3 ELSE 14 END AS days
                  FROM api_key
                 WHERE revoked_at IS NULL AND expires_at > CAST($1 AS timestamptz)
                   AND expires_at <= CAST($1 AS timestamptz) + interval '14 days'
                   AND coalesce(notice_days, 99)
                       > CASE WHEN expires_at <= CAST($1 AS timestamptz) + interval '3 days' THEN 3 ELSE 14 END
                 ORDER BY expires_at LIMIT 50 FOR UPDATE SKIP LOCKED),
            claimed AS (
                UPDATE api_key k SET notice_days = due.days FROM due WHERE k.id = due.id
                RETURNING k.id, k.account_id, k.federation, k.countries),
            events AS (
                INSERT INTO webhook_delivery (id, endpoint_id, event, key_id, at, state, next_at)
                SELECT gen_random_uuid(), e.id, 'key.expiring', k.id, $1, 'pending', now()
                  FROM claimed k %s
                  JOIN webhook_endpoint e ON e.account_id = a.id AND e.state IN ('active', 'failing')
                   AND 'key.expiring' = ANY (e.events)),
            notice AS (SELECT 'KEY_EXPIRY' AS template, id FROM claimed WHERE $2)
            %s""".formatted(OWNER_OF_KEY, ADD_MAILS);

    private static final String ADD_LEAK_MAILS =
            "WITH notice AS (SELECT 'KEY_LEAK' AS template, CAST(?1 AS text) AS id)" + ADD_MAILS.replace("$3", "?2");

    private final Pool database;

    ApiKeyRepository(Pool database) {
        this.database = database;
    }

    /** Live keys of an account and of the federations that it administers, oldest first. */
    Uni<List<ApiKey>> findVisible(UUID account, Rights rights, Instant now) {
        String countries = rights.isSuperuser() ? "*" : String.join(",", rights.countries());
        return Panache.getSession().chain(session -> session.createNativeQuery(VISIBLE, ApiKey.class)
                .setParameter(1, now)
                .setParameter(2, account)
                .setParameter(3, countries)
                .getResultList());
    }

    /** Number of live keys of an account. */
    Uni<Long> countOfAccount(UUID account, Instant now) {
        return count("accountId = ?1 and federation = false and revokedAt is null and expiresAt > ?2", account, now);
    }

    /** Number of live keys of the federation that has most, locked until the end of the transaction. */
    Uni<Long> countOfFederations(Set<String> countries, Instant now) {
        return Panache.getSession().chain(session -> session.createNativeQuery(LOCK_FEDERATIONS, Integer.class)
                .getSingleResult()
                .chain(() -> countOf(session, countries, now)));
    }

    private static Uni<Long> countOf(Mutiny.Session session, Set<String> countries, Instant now) {
        return session.createNativeQuery(COUNT_OF_FEDERATION, Long.class)
                .setParameter(1, now)
                .setParameter(2, String.join(",", countries))
                .getSingleResult();
    }

    /** Revokes a key; false if it was revoked before. */
    Uni<Boolean> revoke(String id, Instant now) {
        return update("revokedAt = ?1, changedAt = ?1 where id = ?2 and revokedAt is null", now, id)
                .map(updated -> updated == 1);
    }

    /** Ends a key that was replaced at a time, if it is not to end before; false if it was replaced before. */
    Uni<Boolean> expire(String id, Instant end, Instant now) {
        return update(
                        "expiresAt = least(expiresAt, ?1), noticeDays = 0, changedAt = ?2"
                                + " where id = ?3 and revokedAt is null and coalesce(noticeDays, 99) > 0",
                        end,
                        now,
                        id)
                .map(updated -> updated == 1);
    }

    Uni<Void> deleteEndedBefore(Instant time) {
        return delete("expiresAt < ?1 or revokedAt < ?1", time).replaceWithVoid();
    }

    /** Marks keys whose expiry is to be announced, and adds the events for webhooks and, if wanted, the e-mails. */
    Uni<Void> announceExpiries(Instant now, boolean mailed, String prefix) {
        return database.preparedQuery(ANNOUNCE)
                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC), mailed, prefix))
                .replaceWithVoid();
    }

    /** Adds the e-mails to the owners of a leaked key: the account, or the admins of the key's countries. */
    Uni<Void> addLeakMails(String id, String prefix) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(ADD_LEAK_MAILS)
                        .setParameter(1, id)
                        .setParameter(2, prefix)
                        .executeUpdate())
                .replaceWithVoid();
    }
}
