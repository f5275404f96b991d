package run.opentrack.export.webhook;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import run.opentrack.database.AdvisoryLockNamespace;
import run.opentrack.database.security.TokenAuthenticator;
import run.opentrack.http.error.ApiException;

/** Endpoints in the database. */
@ApplicationScoped
class WebhookRepository implements PanacheRepositoryBase<WebhookEndpoint, UUID> {
    /** Serializes the creates of an account, which are counted, and its erasure; 401 once it is erased or disabled. */
    Uni<Void> lockEnabledAccount(UUID account) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "SELECT 1 FROM pg_advisory_xact_lock(?1, ?2)", Integer.class)
                        .setParameter(1, AdvisoryLockNamespace.WEBHOOKS.number())
                        .setParameter(2, AdvisoryLockNamespace.ownerKey(account))
                        .getSingleResult()
                        .chain(() -> session.createNativeQuery(
                                        "SELECT id FROM account WHERE id = ?1 AND enabled", UUID.class)
                                .setParameter(1, account)
                                .getSingleResultOrNull()))
                .onItem()
                .ifNull()
                .failWith(TokenAuthenticator::tokenRevoked)
                .replaceWithVoid();
    }

    /** Time of the transaction by the database, which compares the times of endpoints and deliveries with its own. */
    Uni<Instant> now() {
        return Panache.getSession().chain(session -> session.createNativeQuery("SELECT now()", Instant.class)
                .getSingleResult());
    }

    Uni<List<WebhookEndpoint>> findByAccount(UUID account) {
        return list("accountId", Sort.ascending("createdAt", "id"), account);
    }

    /** The endpoint of an account; 404 for another's. */
    Uni<WebhookEndpoint> require(UUID account, UUID id) {
        return findById(id).map(endpoint -> requireOwned(endpoint, account));
    }

    /** The endpoint of an account, locked for the current transaction; 404 for another's. */
    Uni<WebhookEndpoint> lock(UUID account, UUID id) {
        return findById(id, LockModeType.PESSIMISTIC_WRITE).map(endpoint -> requireOwned(endpoint, account));
    }

    private static WebhookEndpoint requireOwned(WebhookEndpoint endpoint, UUID account) {
        if (endpoint == null || !endpoint.accountId.equals(account)) {
            throw ApiException.notFound("There is no webhook with this id");
        }
        return endpoint;
    }
}
