package run.opentrack.competition.duplicate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.NationalIdAddress;

/**
 * Candidates that a dry run would have written: new and changed competitions, and deleted ones. They replace the stored
 * rows, so that an item is compared with the results of the items before it.
 */
public final class CandidateOverlay {
    /** Null for a deleted competition. */
    private final Map<UUID, Competition> competitions = new HashMap<>();

    public synchronized void put(Competition competition) {
        competitions.put(competition.id, competition);
    }

    public synchronized void remove(UUID id) {
        competitions.put(id, null);
    }

    public synchronized boolean contains(UUID id) {
        return competitions.containsKey(id);
    }

    /** @return null for a deleted competition */
    public synchronized Competition get(UUID id) {
        return competitions.get(id);
    }

    /**
     * @param storedId id of the stored competition at the address, null for none
     * @return id of the one that would be there
     */
    public synchronized UUID addressed(NationalIdAddress address, UUID storedId) {
        if (storedId != null && !competitions.containsKey(storedId)) {
            return storedId;
        }
        return competitions.values().stream()
                .filter(competition -> competition != null
                        && competition.nationalIdKey != null
                        && address.equals(new NationalIdAddress(
                                competition.countryId, competition.year, competition.nationalIdKey)))
                .map(competition -> competition.id)
                .findFirst()
                .orElse(null);
    }

    /** Returns the stored rows of one probe without outdated ones, and the rows that its blocking query would find. */
    synchronized List<Object[]> apply(MatchFeatures probe, List<Object[]> stored) {
        List<Object[]> rows = new ArrayList<>();
        competitions.values().stream()
                .filter(competition -> competition != null && isCandidate(probe, competition))
                .map(CandidateRowMapper::toRow)
                .forEach(rows::add);
        stored.stream()
                .filter(row -> !competitions.containsKey(CandidateRowMapper.id(row)))
                .forEach(rows::add);
        return rows;
    }

    private static boolean isCandidate(MatchFeatures probe, Competition competition) {
        return competition.id.equals(probe.id())
                || competition.countryId.equals(probe.countryId())
                        && (!competition.date.isAfter(probe.finishDate())
                                        && !competition.finishDate.isBefore(probe.date())
                                || competition.year == probe.date().getYear()
                                        && competition.nationalId.equals(probe.nationalId()));
    }
}
