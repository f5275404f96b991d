package run.opentrack.auth.key;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** Which key signs: the newest that everybody has had the time to learn of. Pure. */
final class ActiveKeySelector {
    private ActiveKeySelector() {}

    /**
     * @param publishedAt by kid, when a key was published, by whichever replica
     * @param privateKeys the keys whose private half is at hand
     * @param activateAfter how long a key must have been published
     * @return the one to sign with; of a suite's first keys the oldest, at once, since no service knows another yet
     */
    static Optional<SigningKey> select(
            Map<String, Instant> publishedAt,
            Map<String, SigningKey> privateKeys,
            Instant now,
            Duration activateAfter) {
        Instant activatedBefore = now.minus(activateAfter);
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
}
