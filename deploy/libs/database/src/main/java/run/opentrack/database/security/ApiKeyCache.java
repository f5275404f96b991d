package run.opentrack.database.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.ApiKeyGrant;
import run.opentrack.security.KeyScope;
import run.opentrack.security.NetworkList;

/**
 * Cache of API keys by id, and of ids that no key has. Keys that are not cached are looked up together, one statement at a
 * time, so that a flood of wrong keys takes one connection and no key waits for more than the lookups before it. A key that
 * is used remains cached and is reloaded in the background, so that it does not wait at all.
 */
@ApplicationScoped
class ApiKeyCache {
    private static final Logger LOG = Logger.getLogger(ApiKeyCache.class);
    private static final int MAX_KEYS = 10_000;
    private static final int MAX_WAITING = 2_000;
    /** Age after which a cached key is reloaded, because the admins of a federation are not part of the refreshed data. */
    private static final Duration RELOAD_AGE = Duration.ofMinutes(1);

    private static final Duration MAX_AGE = Duration.ofHours(1);
    private static final Duration TIMEOUT = Duration.ofMillis(2_000);

    private static final String LOOKUP = "SELECT k.id, k.secret_hash, k.account_id, k.scopes, k.countries, k.networks,"
            + " k.expires_at, k.changed_at, a.standing_at, a.enabled, " + Rights.KEY_IS_VALID
            + " AND (NOT k.federation OR "
            + Rights.KEY_GROUPS
            + " <> '') AS valid, " + Rights.KEY_GROUPS + " AS groups"
            + " FROM api_key k JOIN account a ON a.id = k.account_id WHERE k.id = ANY($1)";

    private final Pool database;
    private final Clock clock;
    private final Cache<String, StoredKey> keys = Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .expireAfterWrite(MAX_AGE)
            .build();
    private final UnknownKeyIds unknown = new UnknownKeyIds();

    private Map<String, Promise<Void>> waiting = new LinkedHashMap<>();
    private boolean looking;

    ApiKeyCache(Pool database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * API key as stored.
     *
     * @param valid false if the key is revoked, its owner disabled, or its countries without an admin
     * @param groups of the owner when the key was loaded
     * @param changedAt last change of the key
     * @param accountChangedAt last change of the validity of its account
     * @param loadedAt time of the lookup
     */
    record StoredKey(
            ApiKeyGrant grant,
            byte[] secretHash,
            boolean valid,
            Set<String> groups,
            Instant changedAt,
            Instant accountChangedAt,
            Instant loadedAt) {}

    /** Returns the lookup that {@link #find} needs; null if it needs none. */
    Future<Void> prepare(String id) {
        StoredKey key = keys.getIfPresent(id);
        if (key == null) {
            return unknown.contains(id, clock.instant()) ? null : load(id);
        }
        if (key.loadedAt().plus(RELOAD_AGE).isBefore(clock.instant())) {
            load(id);
        }
        return null;
    }

    /**
     * Returns the key; empty if there is none with this id.
     *
     * @throws ApiException 503 if the lookup failed or was not admitted
     */
    Optional<StoredKey> find(String id) {
        StoredKey key = keys.getIfPresent(id);
        if (key == null && !unknown.contains(id, clock.instant())) {
            throw ApiException.unavailable();
        }
        return Optional.ofNullable(key);
    }

    /** Looks up a key; the future never fails. Beyond a number of waiting lookups it does nothing. */
    private Future<Void> load(String id) {
        Promise<Void> lookup;
        synchronized (this) {
            if (waiting.size() >= MAX_WAITING && !waiting.containsKey(id)) {
                return Future.succeededFuture();
            }
            lookup = waiting.computeIfAbsent(id, key -> Promise.promise());
        }
        lookUpWaiting();
        return lookup.future();
    }

    private void lookUpWaiting() {
        Map<String, Promise<Void>> batch;
        synchronized (this) {
            if (looking || waiting.isEmpty()) {
                return;
            }
            looking = true;
            batch = waiting;
            waiting = new LinkedHashMap<>();
        }
        database.preparedQuery(LOOKUP)
                .execute(Tuple.of(batch.keySet().toArray(String[]::new)))
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .invoke(rows -> store(batch.keySet(), rows))
                .onFailure()
                .invoke(failure -> LOG.warnf("could not look up API keys: %s", failure.getMessage()))
                .subscribe()
                .with(done -> complete(batch), failure -> complete(batch));
    }

    private void complete(Map<String, Promise<Void>> batch) {
        synchronized (this) {
            looking = false;
        }
        batch.values().forEach(Promise::tryComplete);
        lookUpWaiting();
    }

    private void store(Set<String> ids, RowSet<Row> rows) {
        Map<String, StoredKey> found = new HashMap<>();
        Instant now = clock.instant();
        rows.forEach(row -> found.put(row.getString("id"), read(row, now)));
        keys.putAll(found);
        ids.stream().filter(id -> !found.containsKey(id)).forEach(id -> {
            keys.invalidate(id);
            unknown.add(id, now);
        });
    }

    private static StoredKey read(Row row, Instant now) {
        ApiKeyGrant grant = new ApiKeyGrant(
                row.getString("id"),
                row.getUUID("account_id"),
                row.getBoolean("enabled"),
                Arrays.stream(row.getArrayOfStrings("scopes"))
                        .flatMap(scope -> KeyScope.of(scope).stream())
                        .collect(Collectors.toUnmodifiableSet()),
                Set.of(row.getArrayOfStrings("countries")),
                Optional.ofNullable(row.getArrayOfStrings("networks"))
                        .map(List::of)
                        .map(NetworkList::of),
                row.getOffsetDateTime("expires_at").toInstant());
        return new StoredKey(
                grant,
                row.getBuffer("secret_hash").getBytes(),
                row.getBoolean("valid"),
                Rights.of(row.getString("groups")).groups(),
                row.getOffsetDateTime("changed_at").toInstant(),
                row.getOffsetDateTime("standing_at").toInstant(),
                now);
    }

    /**
     * Removes keys that were loaded before a change; the next request loads them again.
     *
     * @param changedKeys time of the last change by id
     * @param changedAccounts time of the last change by account
     */
    void invalidate(Map<String, Instant> changedKeys, Map<UUID, Instant> changedAccounts) {
        unknown.removeAll(changedKeys.keySet());
        keys.asMap().values().removeIf(key -> {
            Instant changed = changedKeys.getOrDefault(key.grant().id(), Instant.MIN);
            Instant accountChanged = changedAccounts.getOrDefault(key.grant().accountId(), Instant.MIN);
            return changed.isAfter(key.changedAt()) || accountChanged.isAfter(key.accountChangedAt());
        });
    }
}
