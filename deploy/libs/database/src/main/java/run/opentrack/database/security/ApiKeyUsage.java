package run.opentrack.database.security;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Last uses of API keys, to the minute. They are collected in memory and written once a minute, not with each call. */
@ApplicationScoped
class ApiKeyUsage {
    private static final Logger LOG = Logger.getLogger(ApiKeyUsage.class);

    /** Locks the rows in one order, so that replicas that write the same keys do not deadlock. */
    private static final String SAVE = """
            WITH used AS (SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[]) AS u (id, at, address)),
                 locked AS (SELECT id FROM api_key WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE)
            UPDATE api_key k SET last_used_at = used.at, last_used_from = used.address
              FROM used JOIN locked ON locked.id = used.id
             WHERE k.id = used.id AND (k.last_used_at IS NULL OR k.last_used_at <= used.at)""";

    private final Pool database;
    private final Map<String, Use> uses = new ConcurrentHashMap<>();

    ApiKeyUsage(Pool database) {
        this.database = database;
    }

    private record Use(Instant minute, InetAddress address) {}

    /** @param address of the client, null if unknown */
    void record(String id, InetAddress address, Instant now) {
        Use last = uses.get(id);
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        if (last == null || minute.isAfter(last.minute()) || !Objects.equals(last.address(), address)) {
            uses.put(id, new Use(minute, address));
        }
    }

    /** Uses that could not be saved are kept for the next minute, unless the key was used again. */
    @Scheduled(every = "${opentrack.api-keys.usage-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> save() {
        Map<String, Use> saved = new TreeMap<>(uses);
        if (saved.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        saved.forEach(uses::remove);
        return database.preparedQuery(SAVE)
                .execute(Tuple.of(
                        saved.keySet().toArray(String[]::new),
                        saved.values().stream()
                                .map(use -> use.minute().atOffset(ZoneOffset.UTC))
                                .toArray(OffsetDateTime[]::new),
                        saved.values().stream()
                                .map(use -> use.address() == null
                                        ? null
                                        : use.address().getHostAddress())
                                .toArray(String[]::new)))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> {
                    LOG.warnf("could not save the last uses of API keys: %s", failure.getMessage());
                    saved.forEach(uses::putIfAbsent);
                })
                .onFailure()
                .recoverWithNull();
    }
}
