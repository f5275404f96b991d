package run.opentrack.competition.idempotency;

import java.util.List;
import java.util.UUID;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.NationalIdAddress;

/**
 * Response to a write, stored for repeated creates.
 *
 * @param id of the competition; null in responses without one, and not stored
 * @param location of a new competition, or the address by national id of one that has left the requested one
 * @param etag of a competition, otherwise null
 * @param body JSON, null for a 204
 * @param unchanged whether nothing was written; not stored
 * @param partialCheck whether only the likeliest duplicates were compared; not stored
 * @param possibleDuplicates of a new competition
 */
public record WriteResponse(
        int status,
        UUID id,
        String location,
        String etag,
        String body,
        boolean unchanged,
        boolean partialCheck,
        List<UUID> possibleDuplicates) {
    public static final WriteResponse DELETED = new WriteResponse(204, null, null, null);

    public WriteResponse(int status, String location, String etag, String body) {
        this(status, null, location, etag, body, false, false, List.of());
    }

    public static WriteResponse created(Competition competition, boolean partialCheck, List<UUID> possibleDuplicates) {
        String location = "/api/v1/competitions/" + competition.id;
        return new WriteResponse(
                201,
                competition.id,
                location,
                competition.etag,
                competition.rendered,
                false,
                partialCheck,
                possibleDuplicates);
    }

    /** @param possibleDuplicates null in responses of releases that did not store them */
    static WriteResponse stored(int status, String location, String etag, String body, UUID[] possibleDuplicates) {
        List<UUID> possible = possibleDuplicates == null ? List.of() : List.of(possibleDuplicates);
        return new WriteResponse(status, null, location, etag, body, false, false, possible);
    }

    /** @param newAddress null unless the competition has left the address of the request */
    public static WriteResponse updated(Competition competition, NationalIdAddress newAddress) {
        String location = newAddress == null ? null : newAddress.path();
        return new WriteResponse(
                200, competition.id, location, competition.etag, competition.rendered, false, false, List.of());
    }

    public static WriteResponse unchanged(UUID id, String etag, String body) {
        return new WriteResponse(200, id, null, etag, body, true, false, List.of());
    }

    public WriteResponse withBody(String newBody) {
        return new WriteResponse(status, id, location, etag, newBody, unchanged, partialCheck, possibleDuplicates);
    }

    public static WriteResponse duplicate(String body, boolean partialCheck) {
        return new WriteResponse(409, null, null, null, body, false, partialCheck, List.of());
    }
}
