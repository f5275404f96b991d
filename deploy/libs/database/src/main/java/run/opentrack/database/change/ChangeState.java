package run.opentrack.database.change;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Epoch and versions of changes that were read at one moment.
 *
 * @param walPosition byte position of its write-ahead log
 * @param versions country to the version of its calendar, for each that ever had a competition
 */
public record ChangeState(Epoch epoch, long walPosition, Map<String, Long> versions) {
    /**
     * Time between two restores of the database. A token of another epoch may be about writes that are lost.
     *
     * @param id random
     * @param key signs tokens, the same in all epochs, so that a token of a former one is known to be genuine
     * @param purgedBefore time before which removals may be deleted
     */
    public record Epoch(long id, byte[] key, Instant purgedBefore) {}

    /** Version of a country's calendar, 0 if it never had a competition. */
    public long version(String country) {
        return versions.getOrDefault(country, 0L);
    }

    /**
     * Sums the versions of countries' calendars, which grows with each change of one of them.
     *
     * @param countries ISO codes; empty for all countries
     */
    public long total(List<String> countries) {
        return countries.isEmpty()
                ? versions.values().stream().mapToLong(Long::longValue).sum()
                : countries.stream().mapToLong(this::version).sum();
    }
}
