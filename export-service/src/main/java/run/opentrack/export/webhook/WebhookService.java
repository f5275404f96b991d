package run.opentrack.export.webhook;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.SessionRead;
import run.opentrack.database.WriteTransaction;
import run.opentrack.database.security.RightsLookup;
import run.opentrack.export.webhook.delivery.DeliveryRepository;
import run.opentrack.export.webhook.delivery.ReplayService;
import run.opentrack.export.webhook.delivery.WebhookDelivery;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/** Endpoints of the caller, and the log of their deliveries. */
@ApplicationScoped
class WebhookService {
    static final int MAX_ENDPOINTS = 10;

    private final WebhookRepository repository;
    private final DeliveryRepository deliveries;
    private final ReplayService replays;
    private final Pool database;

    WebhookService(WebhookRepository repository, DeliveryRepository deliveries, ReplayService replays, Pool database) {
        this.repository = repository;
        this.deliveries = deliveries;
        this.replays = replays;
        this.database = database;
    }

    /** Adds an endpoint, pending until a ping is answered; 409 for the eleventh. */
    Uni<WebhookEndpoint> create(AccessToken caller, WebhookRequest request) {
        return write(caller, () -> repository
                .lockEnabledAccount(caller.accountId())
                .chain(() -> repository.count("accountId", caller.accountId()))
                .chain(count -> {
                    if (count >= MAX_ENDPOINTS) {
                        throw ApiException.conflict("An account can have at most " + MAX_ENDPOINTS + " webhooks");
                    }
                    return repository.now();
                })
                .chain(now -> repository.persist(WebhookEndpoint.create(caller.accountId(), request, now))));
    }

    Uni<List<WebhookEndpoint>> list(AccessToken caller) {
        return SessionRead.run(() -> repository.findByAccount(caller.accountId()));
    }

    Uni<WebhookEndpoint> get(AccessToken caller, UUID id) {
        return SessionRead.run(() -> repository.require(caller.accountId(), id));
    }

    Uni<WebhookEndpoint> update(AccessToken caller, UUID id, WebhookRequest request) {
        return change(caller, id, (endpoint, now) -> {
            endpoint.update(request, now);
            return Uni.createFrom().item(endpoint);
        });
    }

    Uni<WebhookEndpoint> rotateSecret(AccessToken caller, UUID id) {
        return change(caller, id, (endpoint, now) -> {
            endpoint.rotateSecret(now);
            return Uni.createFrom().item(endpoint);
        });
    }

    /** Deletes an endpoint with its deliveries. */
    Uni<Void> delete(AccessToken caller, UUID id) {
        return change(caller, id, (endpoint, now) -> repository.delete(endpoint));
    }

    /** Adds a ping, which is sent in any state of the endpoint. */
    Uni<WebhookDelivery> ping(AccessToken caller, UUID id) {
        return change(caller, id, (endpoint, now) -> deliveries.addPing(endpoint.id, now));
    }

    /** @param state null for all */
    Uni<List<WebhookDelivery>> deliveries(AccessToken caller, UUID id, WebhookDelivery.State state, int limit) {
        return SessionRead.run(
                () -> repository.require(caller.accountId(), id).chain(() -> deliveries.findLatest(id, state, limit)));
    }

    /** Sends a delivery again, with the same id; 409 while no events are sent to the endpoint. */
    Uni<WebhookDelivery> sendAgain(AccessToken caller, UUID id, UUID delivery) {
        return change(
                caller, id, (endpoint, now) -> deliveries.lock(id, delivery).map(found -> {
                    if (!found.isPing()) {
                        requireEnabled(endpoint);
                    }
                    endpoint.nextAt = now;
                    found.restart(now);
                    return found;
                }));
    }

    /**
     * Sends what has changed since a token of the change feed; 409 while no events are sent to the endpoint, 410 for a token that
     * has expired.
     */
    Uni<Integer> replay(AccessToken caller, UUID id, String since) {
        return ReadTimeout.apply(RightsLookup.findOfEnabledAccount(database, caller)
                        .invoke(RightsLookup::requireValid)
                        .chain(() -> get(caller, id))
                        .chain(endpoint -> replays.resolve(
                                        since, endpoint.countries == null ? null : List.of(endpoint.countries))
                                .invoke(versions -> requireEnabled(endpoint))))
                .chain(versions -> replays.add(id, versions));
    }

    private static void requireEnabled(WebhookEndpoint endpoint) {
        if (!endpoint.isEnabled()) {
            throw ApiException.conflict("The webhook is " + endpoint.state + " until a ping is answered");
        }
    }

    /** @param change of the endpoint, at a time */
    private <T> Uni<T> change(AccessToken caller, UUID id, BiFunction<WebhookEndpoint, Instant, Uni<T>> change) {
        return write(caller, () -> repository
                .lock(caller.accountId(), id)
                .chain(endpoint -> repository.now().chain(now -> change.apply(endpoint, now))));
    }

    /** Runs the work in a transaction; 401 for a token that is void by now. */
    private <T> Uni<T> write(AccessToken caller, Supplier<Uni<T>> work) {
        return WriteTransaction.run(write -> RightsLookup.findOfEnabledAccount(database, caller)
                .invoke(RightsLookup::requireValid)
                .chain(() -> write.inTransaction(work)));
    }
}
