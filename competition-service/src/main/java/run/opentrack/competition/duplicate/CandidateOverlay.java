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
    /** Of each competition after its last write; a deleted one's id stays with its country. */
    private final Map<UUID, String> countries = new HashMap<>();

    public synchronized void put(Competition competition) {
        competitions.put(competition.id, competition);
        countries.put(competition.id, competition.countryId);
    }

    public synchronized void remove(Competition competition) {
        competitions.put(competition.id, null);
        countries.put(competition.id, competition.countryId);
    }

    /** Last countries of the new, changed and deleted competitions. */
    public synchronized Map<UUID, String> countries() {
        return Map.copyOf(countries);
    }

    public synchronized boolean contains(UUID id) {
        return competitions.containsKey(id);
    }

    /** @return null for a deleted competition */
    public synchronized Competition get(UUID id) {
        return competitions.get(id);
    }

    /** Ids of the new, changed and deleted competitions, whose stored rows are outdated. */
    public synchronized UUID[] ids() {
        return competitions.keySet().toArray(UUID[]::new);
    }

    /** New and changed competitions with the national id of an address. */
    public synchronized List<Competition> withNationalId(NationalIdAddress address) {
        return competitions.values().stream()
                .filter(competition -> competition != null
                        && competition.countryId.equals(address.countryId())
                        && competition.year == address.year()
                        && competition.nationalId.equals(address.nationalId()))
                .toList();
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
                                        && competition.nationalId.equals(probe.nationalId())
                                        && NationalIdAddress.isUsable(probe.nationalId(), probe.countryId()));
    }
}
