package run.opentrack.export.webhook.delivery;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import run.opentrack.http.body.RawJsonMembers;

/**
 * Change of a competition, as its history has it.
 *
 * @param changes JSON object of the members that changed, each {@code {"old": …, "new": …}}
 */
record HistoryEntry(long id, UUID competition, String country, Instant at, String action, String changes) {
    boolean isCreation() {
        return action.equals("created");
    }

    boolean isRemoval() {
        return action.equals("deleted");
    }

    /** Returns the id, in JSON, of the competition that the removed one was merged into; null for none. */
    String mergedInto() {
        String change = isRemoval() ? RawJsonMembers.of(changes).get("merged_into") : null;
        return RawJsonMembers.of(change).get("new");
    }

    /** Returns the country that the competition left with this change. */
    Optional<String> formerCountry() {
        String change =
                isCreation() || isRemoval() ? null : RawJsonMembers.of(changes).get("country_id");
        return Optional.ofNullable(RawJsonMembers.of(change).get("old")).map(old -> old.replace("\"", ""));
    }

    /** Sets the members of a competition to their values before this change. */
    void revert(Map<String, String> competition) {
        RawJsonMembers.of(changes)
                .forEach((name, change) ->
                        competition.put(name, RawJsonMembers.of(change).get("old")));
    }
}
