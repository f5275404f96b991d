package run.opentrack.export.webhook.delivery;

import io.quarkus.hibernate.reactive.panache.PanacheQuery;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import run.opentrack.http.error.ApiException;

/** Deliveries of an endpoint, as its owner reads and repeats them. */
@ApplicationScoped
public class DeliveryRepository implements PanacheRepositoryBase<WebhookDelivery, UUID> {
    private static final Sort NEWEST_FIRST = Sort.descending("at", "position");

    /** Adds a ping, or returns the one that waits. One in flight may be sent to a former address. */
    public Uni<WebhookDelivery> addPing(UUID endpoint, Instant now) {
        return find(
                        "endpointId = ?1 and event = ?2 and state = ?3 and leaseUntil is null",
                        endpoint,
                        WebhookEvent.PING,
                        WebhookDelivery.State.PENDING.text())
                .firstResult()
                .onItem()
                .ifNull()
                .switchTo(() -> persist(WebhookDelivery.ping(endpoint, now)));
    }

    /**
     * Finds the deliveries of an endpoint, newest first.
     *
     * @param state null for all
     */
    public Uni<List<WebhookDelivery>> findLatest(UUID endpoint, WebhookDelivery.State state, int limit) {
        PanacheQuery<WebhookDelivery> query = state == null
                ? find("endpointId = ?1", NEWEST_FIRST, endpoint)
                : find("endpointId = ?1 and state = ?2", NEWEST_FIRST, endpoint, state.text());
        return query.page(0, limit).list();
    }

    /** The delivery of an endpoint, locked for the current transaction; 404 when there is none. */
    public Uni<WebhookDelivery> lock(UUID endpoint, UUID id) {
        return findById(id, LockModeType.PESSIMISTIC_WRITE).map(delivery -> {
            if (delivery == null || !delivery.endpointId.equals(endpoint)) {
                throw ApiException.notFound("There is no delivery with this id");
            }
            return delivery;
        });
    }
}
