package run.opentrack.competition.idempotency;

import run.opentrack.competition.model.Competition;

/**
 * Response to a write, stored for repeated creates.
 *
 * @param location of a new competition, otherwise null
 * @param etag of a competition, otherwise null
 * @param body JSON, null for a 204
 * @param partialCheck whether only the likeliest duplicates were compared; not stored
 */
public record WriteResponse(int status, String location, String etag, String body, boolean partialCheck) {
    public static final WriteResponse DELETED = new WriteResponse(204, null, null, null);

    public WriteResponse(int status, String location, String etag, String body) {
        this(status, location, etag, body, false);
    }

    public static WriteResponse created(Competition competition, boolean partialCheck) {
        String location = "/api/v1/competitions/" + competition.id;
        return new WriteResponse(201, location, competition.etag, competition.rendered, partialCheck);
    }

    public static WriteResponse updated(Competition competition) {
        return new WriteResponse(200, null, competition.etag, competition.rendered);
    }

    public static WriteResponse duplicate(String body, boolean partialCheck) {
        return new WriteResponse(409, null, null, body, partialCheck);
    }
}
