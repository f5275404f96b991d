package run.opentrack.auth.key;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import run.opentrack.auth.key.SigningKeyRepository.PublishedKey;

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
     * Published keys from the view of one replica.
     *
     * @param own publication time by key id of keys with a private key here
     * @param removed encoded keys that are older than an established key of this replica: removed from the secret
     * @param unknown other encoded keys without a private key here, for long enough to assume that no replica has it
     */
    record PublishedKeys(Map<String, Instant> own, Set<String> removed, Set<String> unknown) {}

    /**
     * Compares the published keys with those of this replica. A recently published one is kept: when a secret changes,
     * another replica may have it earlier. A key is established after twice the delay, so that a replica with a wrong secret
     * withdraws no key of the others before they delete its own.
     *
     * @param encodedKeys encoded public keys of this replica by key id
     */
    static PublishedKeys classify(
            List<PublishedKey> published, Map<String, String> encodedKeys, Instant now, Duration activationDelay) {
        Map<String, Instant> own = published.stream()
                .filter(key -> key.encodedKey().equals(encodedKeys.get(key.kid())))
                .collect(Collectors.toMap(PublishedKey::kid, PublishedKey::publishedAt));
        Instant newestEstablished = own.values().stream()
                .filter(at -> at.isBefore(now.minus(activationDelay.multipliedBy(2))))
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        Map<Boolean, Set<String>> stale = published.stream()
                .filter(key -> !encodedKeys.containsValue(key.encodedKey())
                        && key.publishedAt().isBefore(now.minus(activationDelay)))
                .collect(Collectors.partitioningBy(
                        key -> key.publishedAt().isBefore(newestEstablished),
                        Collectors.mapping(PublishedKey::encodedKey, Collectors.toSet())));
        return new PublishedKeys(own, stale.get(true), stale.get(false));
    }
}
