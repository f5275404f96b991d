package run.opentrack.competition.write;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import run.opentrack.competition.duplicate.CandidateOverlay;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.Competition;

/**
 * State that the items of one bulk call share: the competitions that earlier ones stored, since an item that repeats one is
 * answered by its index.
 */
public final class BulkCall {
    private final Map<UUID, Integer> items = new ConcurrentHashMap<>();
    private final long deadlineNanos;
    private final String requestId;
    private final CandidateOverlay overlay;

    /**
     * @param timeout after which no further item is started
     * @param requestId by which the log has unexpected failures
     * @param dryRun whether later items are compared with results that are not stored
     */
    public BulkCall(Duration timeout, String requestId, boolean dryRun) {
        this.requestId = requestId;
        this.deadlineNanos = System.nanoTime() + timeout.toNanos();
        this.overlay = dryRun ? new CandidateOverlay() : null;
    }

    /** Item of a bulk call by its index. */
    public record Item(BulkCall call, int index) {
        void onWrite(Competition competition) {
            call.items.putIfAbsent(competition.id, index);
            if (call.overlay != null) {
                call.overlay.put(competition);
            }
        }

        void onDelete(Competition competition) {
            call.items.remove(competition.id);
            if (call.overlay != null) {
                call.overlay.remove(competition);
            }
        }

        /** Returns the 409 if one of the competitions was stored by an earlier item of the call; otherwise null. */
        WriteResponse conflictWith(Collection<UUID> ids) {
            return ids.stream()
                    .map(call.items::get)
                    .filter(earlier -> earlier != null && earlier < index)
                    .min(Integer::compare)
                    .map(Item::duplicateOf)
                    .orElse(null);
        }

        static WriteResponse duplicateOf(int index) {
            return WriteResponse.duplicate(
                    "{\"detail\":{\"error\":\"Item " + index + " of this call is the same competition\",\"same_as\":"
                            + index + "}}",
                    false);
        }
    }

    public Duration remainingTime() {
        return Duration.ofNanos(deadlineNanos - System.nanoTime());
    }

    String requestId() {
        return requestId;
    }

    /** @return null for a competition that does not exist */
    CompetitionRepository.Location locationOf(UUID id, Map<UUID, CompetitionRepository.Location> stored) {
        if (overlay == null || !overlay.contains(id)) {
            return stored.get(id);
        }
        return overlay.get(id) == null ? null : new CompetitionRepository.Location(overlay.get(id).countryId, null);
    }

    /** @return null unless the call is a dry run */
    CandidateOverlay overlay() {
        return overlay;
    }
}
