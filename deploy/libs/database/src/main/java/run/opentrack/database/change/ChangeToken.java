package run.opentrack.database.change;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * State of a follower's copy: all changes of a country up to and including its version are in it. As versions are counted
 * under the country's lock, they become visible in their order, so that no change is missed without any global order.
 *
 * @param epoch of the database, see {@link ChangeState}
 * @param issuedAt time at which the copy was complete up to the versions; removals since then must still be stored
 * @param walPosition of the database when the token was issued, so that a database before it is known to be restored
 * @param versions country to the version of its calendar; a country that is not in it is not copied yet
 * @param position where a page ended inside of a country's changes, null between countries
 */
public record ChangeToken(
        long epoch,
        Instant issuedAt,
        long walPosition,
        ChangeFilter filter,
        SortedMap<String, Long> versions,
        Position position) {

    /** Reason for which a token of a lost database is not accepted. */
    public static final String RESTORED = "The database was restored since the token was issued";

    /**
     * Last change of a page. Changes of a country are ordered by version, then id.
     *
     * @param removalsAfter version after which removals are reported: that at which the copy of the country began
     */
    public record Position(String country, long version, UUID id, long removalsAfter) {}

    /** Returns the token of an empty copy. */
    public static ChangeToken start(ChangeState state, ChangeFilter filter, Instant now) {
        return new ChangeToken(state.epoch().id(), now, state.walPosition(), filter, new TreeMap<>(), null);
    }

    /** Returns the token of a copy that is complete at a state. */
    public static ChangeToken complete(ChangeState state, ChangeFilter filter, Instant now) {
        SortedMap<String, Long> versions = new TreeMap<>();
        filter.countries().forEach(country -> versions.put(country, 0L));
        state.versions().forEach((country, version) -> {
            if (filter.includes(country)) {
                versions.put(country, version);
            }
        });
        return new ChangeToken(state.epoch().id(), now, state.walPosition(), filter, versions, null);
    }

    /**
     * Returns the token of a copy of one country. It has no position in the log, so that it is equal for equal arguments; a
     * restore is known by the epoch.
     */
    public static ChangeToken ofCountry(long epoch, String country, long version, Instant at) {
        ChangeFilter filter = new ChangeFilter(List.of(country), null, null);
        return new ChangeToken(epoch, at, 0, filter, new TreeMap<>(Map.of(country, version)), null);
    }

    public ChangeToken issuedAt(Instant now) {
        return new ChangeToken(epoch, now, walPosition, filter, versions, position);
    }

    /** Sum of the versions, which grows with each change of one of the countries. */
    public long totalVersion() {
        // Without a stream, since each poll sums the versions of all countries.
        long total = 0;
        for (long version : versions.values()) {
            total += version;
        }
        return total;
    }

    /** Returns the reason for which the copy may miss changes since the token, if there is one. */
    public Optional<String> expiry(ChangeState.Epoch current) {
        if (epoch != current.id()) {
            return Optional.of(RESTORED);
        }
        return issuedAt.isBefore(current.purgedBefore())
                ? Optional.of("Removals since the token was issued may be deleted")
                : Optional.empty();
    }

    /** Reports whether the copy has a state that the database has not reached, which proves that it was restored. */
    public boolean isAhead(ChangeState state) {
        return walPosition > state.walPosition()
                || versions.entrySet().stream().anyMatch(entry -> entry.getValue() > state.version(entry.getKey()));
    }
}
