package run.opentrack.auth.account;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.NoResultException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny.AbstractQuery;
import org.hibernate.reactive.mutiny.Mutiny.MutationQuery;
import org.hibernate.reactive.mutiny.Mutiny.SelectionQuery;
import run.opentrack.database.AdvisoryLockNamespace;
import run.opentrack.http.error.ApiException;

/** Accounts in the database. Every transaction that changes an account takes its {@link #lock} before it reads it. */
@ApplicationScoped
class AccountRepository implements PanacheRepositoryBase<Account, UUID> {
    private static final String LOCK = """
            SELECT id FROM account WHERE id IN (
                SELECT ?1
                 UNION
                SELECT account_id FROM account_group WHERE group_name = 'SUPERUSER'
                   AND EXISTS (SELECT FROM account_group WHERE account_id = ?1 AND group_name = 'SUPERUSER'))
             ORDER BY id FOR NO KEY UPDATE""";

    private static final String INSERT = """
            INSERT INTO account (id, email, email_key, full_name, password_hash, confirmed, created_at, standing_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) ON CONFLICT (email_key) DO NOTHING""";

    /** Locks under which the other services add imports and webhooks of an account. */
    private static final String LOCK_DATA =
            "SELECT 1 FROM pg_advisory_xact_lock(?1, ?3) imports, pg_advisory_xact_lock(?2, ?3) webhooks";

    private static final String DELETE_MAILS = "DELETE FROM outgoing_mail WHERE account_id = ?1";

    private static final String DELETE_STORED_RESPONSES = "DELETE FROM idempotent_answer WHERE account_id = ?1";

    private static final String DELETE_GROUP_REQUESTS = "DELETE FROM group_request WHERE account_id = ?1";

    private static final String DELETE_WEBHOOKS = "DELETE FROM webhook_endpoint WHERE account_id = ?1";

    /** Rows of an import are deleted with it. */
    private static final String DELETE_IMPORTS = """
            WITH addresses AS (DELETE FROM calendar_source WHERE account_id = ?1)
            DELETE FROM calendar_import WHERE account_id = ?1""";

    /** A federation's key belongs to the admins of its countries. */
    private static final String DELETE_API_KEYS = "DELETE FROM api_key WHERE account_id = ?1 AND NOT federation";

    /** A superuser with a one-time password does not count: the password may be lost or expire. */
    private static final String COUNT_OTHER_SUPERUSERS = """
            SELECT count(*) FROM account
             WHERE id <> ?1 AND enabled AND confirmed AND one_time_until IS NULL
               AND id IN (SELECT account_id FROM account_group WHERE group_name = 'SUPERUSER')""";

    private static final String COUNT_SUPERUSERS = "SELECT count(*) FROM account_group WHERE group_name = 'SUPERUSER'";

    private static final int BOOTSTRAP_LOCK_KEY = 0x5355_5045;
    private static final String LOCK_BOOTSTRAP = "SELECT 1 FROM pg_advisory_xact_lock(" + BOOTSTRAP_LOCK_KEY + ")";

    private final Pool database;

    AccountRepository(Pool database) {
        this.database = database;
    }

    /**
     * Locks an account for the current transaction, so that no change overwrites another. For a superuser all superusers
     * are locked, in one order, since whether the last one may go depends on all.
     */
    Uni<Void> lock(UUID id) {
        return select(LOCK, UUID.class, id).replaceWithVoid();
    }

    /** The account of an address, or null; one statement either way, so that the time does not reveal which. */
    Uni<Account> findByEmail(String email) {
        return find("from Account a left join fetch a.grants where a.emailKey = ?1", EmailAddress.normalize(email))
                .singleResult()
                .onFailure(NoResultException.class)
                .recoverWithNull();
    }

    /** The account with an id that is not erased; 404 otherwise. */
    Uni<Account> require(UUID id) {
        return findById(id).invoke(account -> {
            if (account == null || account.erasedAt != null) {
                throw ApiException.notFound("There is no account with this id");
            }
        });
    }

    /**
     * Inserts an account unless its address is in use, and says whether it did. A unique violation is avoided, because
     * PostgreSQL would write the address into its log.
     */
    Uni<Boolean> insert(Account account) {
        return execute(
                        INSERT,
                        account.id,
                        account.email,
                        account.emailKey,
                        account.fullName,
                        account.passwordHash,
                        account.confirmed,
                        account.createdAt)
                .map(inserted -> inserted == 1);
    }

    /** Waits for requests that add data of an account, so that a deletion includes it; later ones are rejected. */
    Uni<Void> lockData(UUID id) {
        return select(
                        LOCK_DATA,
                        Integer.class,
                        AdvisoryLockNamespace.IMPORTS.number(),
                        AdvisoryLockNamespace.WEBHOOKS.number(),
                        AdvisoryLockNamespace.ownerKey(id))
                .replaceWithVoid();
    }

    /** Deletes the e-mails to an account that were not sent yet. */
    Uni<Void> deleteMails(UUID id) {
        return execute(DELETE_MAILS, id).replaceWithVoid();
    }

    /** Deletes the responses that competition-service stores for repeated creates of an account. */
    Uni<Void> deleteStoredResponses(UUID id) {
        return execute(DELETE_STORED_RESPONSES, id).replaceWithVoid();
    }

    /** Deletes the requests for groups of an account, with their messages. */
    Uni<Void> deleteGroupRequests(UUID id) {
        return execute(DELETE_GROUP_REQUESTS, id).replaceWithVoid();
    }

    /** Deletes the webhooks of an account, whose addresses are its own data. */
    Uni<Void> deleteWebhooks(UUID id) {
        return execute(DELETE_WEBHOOKS, id).replaceWithVoid();
    }

    /** Deletes the imports of an account and its addresses for nightly ones, which are its own data and fail without it. */
    Uni<Void> deleteImports(UUID id) {
        return execute(DELETE_IMPORTS, id).replaceWithVoid();
    }

    /** Deletes the API keys of an account, but not those of federations that it made. */
    Uni<Void> deleteApiKeys(UUID id) {
        return execute(DELETE_API_KEYS, id).replaceWithVoid();
    }

    /** Number of other superusers who can log in. */
    Uni<Long> countOtherSuperusers(UUID id) {
        return select(COUNT_OTHER_SUPERUSERS, Long.class, id).map(rows -> rows.get(0));
    }

    Uni<Long> countSuperusers() {
        return select(COUNT_SUPERUSERS, Long.class).map(rows -> rows.get(0));
    }

    /** The same without a Hibernate session, whose first use takes a second. */
    Uni<Long> countSuperusersWithoutSession() {
        return database.query(COUNT_SUPERUSERS)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** Waits until no other transaction creates the first superuser. */
    Uni<Void> lockBootstrap() {
        return select(LOCK_BOOTSTRAP, Integer.class).replaceWithVoid();
    }

    /** Replaces a password hash unless it was changed meanwhile. */
    Uni<Void> replaceHash(UUID id, String oldHash, String newHash) {
        return update("passwordHash = ?1 where id = ?2 and passwordHash = ?3", newHash, id, oldHash)
                .replaceWithVoid();
    }

    /** Ends a one-time password's validity; false when it has ended already or the password was changed. */
    Uni<Boolean> expireOneTimePassword(UUID id, String hash, Instant now) {
        return update("oneTimeUntil = ?1 where id = ?2 and oneTimeUntil > ?1 and passwordHash = ?3", now, id, hash)
                .map(updated -> updated == 1);
    }

    private static <T> Uni<List<T>> select(String sql, Class<T> type, Object... values) {
        return Panache.getSession().chain(session -> {
            SelectionQuery<T> query = session.createNativeQuery(sql, type);
            bind(query, values);
            return query.getResultList();
        });
    }

    private static Uni<Integer> execute(String sql, Object... values) {
        return Panache.getSession().chain(session -> {
            MutationQuery query = session.createNativeQuery(sql);
            bind(query, values);
            return query.executeUpdate();
        });
    }

    private static void bind(AbstractQuery query, Object... values) {
        for (int i = 0; i < values.length; i++) {
            query.setParameter(i + 1, values[i]);
        }
    }
}
