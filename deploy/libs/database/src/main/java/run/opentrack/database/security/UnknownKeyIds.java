package run.opentrack.database.security;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ids that no API key has, for a minute. The oldest is evicted first, so that an id outlives the request that looked it up: a
 * cache that evicts by frequency rejects new ids when it is full.
 */
final class UnknownKeyIds {
    static final int MAX_IDS = 10_000;
    private static final Duration MAX_AGE = Duration.ofMinutes(1);

    private final Map<String, Instant> lookups = new LinkedHashMap<>();

    synchronized void add(String id, Instant now) {
        lookups.remove(id);
        lookups.put(id, now);
        if (lookups.size() > MAX_IDS) {
            lookups.remove(lookups.keySet().iterator().next());
        }
    }

    synchronized void removeAll(Collection<String> ids) {
        ids.forEach(lookups::remove);
    }

    synchronized boolean contains(String id, Instant now) {
        Instant lookup = lookups.get(id);
        return lookup != null && lookup.plus(MAX_AGE).isAfter(now);
    }
}
