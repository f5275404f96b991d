package run.opentrack.auth.key;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Rules of key rotation: which key signs, and which published keys are to be deleted. */
final class ActiveKeySelector {
    private ActiveKeySelector() {}

    /**
     * Selects the newest key that has been published long enough for every service to know it.
     *
     * @param publishedAt publication time by key id, on whichever replica
     * @param privateKeys keys of this replica by key id
     * @param activationDelay minimum time from publication to use
     * @return empty when no key of this replica is published; when none is old enough the oldest, since a new suite has no
     *     other
     */
    static Optional<SigningKey> select(
            Map<String, Instant> publishedAt,
            Map<String, SigningKey> privateKeys,
            Instant now,
            Duration activationDelay) {
        Instant activatedBefore = now.minus(activationDelay);
        Comparator<String> byAge =
                Comparator.<String, Instant>comparing(publishedAt::get).thenComparing(Comparator.naturalOrder());
        var candidates = privateKeys.keySet().stream()
                .filter(publishedAt::containsKey)
                .sorted(byAge)
                .toList();
        return candidates.stream()
                .filter(kid -> !publishedAt.get(kid).isAfter(activatedBefore))
                .reduce((older, newer) -> newer)
                .or(() -> candidates.stream().findFirst())
                .map(privateKeys::get);
    }

    /**
     * Published keys that no private key of this replica belongs to. A recently published one is kept: when a secret
     * changes, another replica may have it earlier.
     */
    static Set<String> findStale(Map<String, Instant> foreignSince, Instant now, Duration activationDelay) {
        Instant threshold = now.minus(activationDelay);
        Set<String> stale = new TreeSet<>(foreignSince.keySet());
        stale.removeIf(kid -> !foreignSince.get(kid).isBefore(threshold));
        return stale;
    }
}
