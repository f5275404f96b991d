package run.opentrack.export.webhook.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import run.opentrack.export.webhook.delivery.DeliveryQueue.NewDelivery;
import run.opentrack.export.webhook.delivery.DeliveryQueue.Subscription;
import run.opentrack.export.webhook.delivery.HistoryRepository.Cursor;

/** Makes deliveries from new entries of the history, for each endpoint that wants them. One replica does at a time. */
@ApplicationScoped
class EventFanOut {
    private static final Logger LOG = Logger.getLogger(EventFanOut.class);

    private final Pool database;
    private final HistoryRepository history;

    EventFanOut(Pool database, HistoryRepository history) {
        this.database = database;
        this.history = history;
    }

    /** Reads the next entries; true if there may be more. */
    Uni<Boolean> run() {
        return database.withTransaction(sql -> DeliveryQueue.tryLockFanOut(sql)
                .chain(locked ->
                        locked ? history.findBehind(sql) : Uni.createFrom().item(List.<Cursor>of()))
                .chain(behind -> behind.isEmpty() ? Uni.createFrom().item(false) : read(sql, behind)));
    }

    private Uni<Boolean> read(SqlClient sql, List<Cursor> behind) {
        return history.findEntries(sql, behind).chain(entries -> DeliveryQueue.findSubscriptions(sql)
                .map(subscriptions -> deliveries(entries, behind, subscriptions))
                .chain(added -> added.isEmpty() ? Uni.createFrom().voidItem() : DeliveryQueue.add(sql, added))
                .chain(() -> history.saveCursors(sql, advance(behind, entries)))
                .replaceWith(entries.size() == HistoryRepository.MAX_ENTRIES));
    }

    /** Returns the cursors after the entries. A country is complete if there were fewer entries than could be read. */
    static List<Cursor> advance(List<Cursor> cursors, List<HistoryEntry> entries) {
        Map<String, Long> last = new HashMap<>();
        entries.forEach(entry -> last.put(entry.country(), entry.id()));
        boolean complete = entries.size() < HistoryRepository.MAX_ENTRIES;
        return cursors.stream()
                .map(cursor -> new Cursor(
                        cursor.country(),
                        complete ? cursor.currentVersion() : cursor.version(),
                        last.getOrDefault(cursor.country(), cursor.historyId()),
                        cursor.currentVersion()))
                .toList();
    }

    static List<NewDelivery> deliveries(
            List<HistoryEntry> entries, List<Cursor> cursors, List<Subscription> subscriptions) {
        Map<String, Long> versions = cursors.stream().collect(Collectors.toMap(Cursor::country, Cursor::version));
        List<NewDelivery> deliveries = new ArrayList<>();
        for (HistoryEntry entry : entries) {
            String former = formerCountry(entry);
            subscriptions.stream()
                    .flatMap(subscription -> delivery(entry, former, versions, subscription))
                    .forEach(deliveries::add);
        }
        return deliveries;
    }

    /** A competition that moved is stored for followers of its new country, and has left for those of the former one only. */
    private static Stream<NewDelivery> delivery(
            HistoryEntry entry, String former, Map<String, Long> versions, Subscription subscription) {
        String country = entry.country();
        String event = entry.isRemoval() ? WebhookEvent.REMOVED : WebhookEvent.STORED;
        if (former != null && !subscription.includes(country)) {
            country = former;
            event = WebhookEvent.REMOVED;
        }
        return subscription.wants(event, country)
                ? Stream.of(new NewDelivery(subscription.endpoint(), event, country, versions.get(country), entry))
                : Stream.empty();
    }

    /** An entry that cannot be read must not stop all others. */
    private static String formerCountry(HistoryEntry entry) {
        try {
            return entry.formerCountry().orElse(null);
        } catch (IllegalStateException invalid) {
            LOG.errorf("entry %d of the history is not valid JSON", entry.id());
            return null;
        }
    }
}
