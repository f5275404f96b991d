package run.opentrack.auth.key;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Which key signs: the newest that everybody has had the time to learn of. Pure. */
final class KeyRing {
    private KeyRing() {}

    /**
     * @param publishedAt by kid, when a key was published, by whichever replica
     * @param held the keys whose private half is at hand
     * @param activateAfter how long a key must have been published
     * @return the one to sign with; of a suite's first keys the oldest, at once, since no service knows another yet
     */
    static Optional<SigningKey> active(
            Map<String, Instant> publishedAt, Map<String, SigningKey> held, Instant now, Duration activateAfter) {
        Instant ripe = now.minus(activateAfter);
        Comparator<String> byAge =
                Comparator.<String, Instant>comparing(publishedAt::get).thenComparing(Comparator.naturalOrder());
        var candidates = held.keySet().stream()
                .filter(publishedAt::containsKey)
                .sorted(byAge)
                .toList();
        return candidates.stream()
                .filter(kid -> !publishedAt.get(kid).isAfter(ripe))
                .reduce((older, newer) -> newer)
                .or(() -> candidates.stream().findFirst())
                .map(held::get);
    }
}
