package run.opentrack.competition.idempotency;

import run.opentrack.competition.model.Competition;

/**
 * Response to a write, stored for repeated creates.
 *
 * @param location of a new competition, otherwise null
 * @param etag of a competition, otherwise null
 * @param body JSON, null for a 204
 */
public record WriteResponse(int status, String location, String etag, String body) {
    public static final WriteResponse DELETED = new WriteResponse(204, null, null, null);

    public static WriteResponse created(Competition competition) {
        return new WriteResponse(201, "/api/v1/competitions/" + competition.id, competition.etag, competition.rendered);
    }

    public static WriteResponse updated(Competition competition) {
        return new WriteResponse(200, null, competition.etag, competition.rendered);
    }

    public static WriteResponse duplicate(String body) {
        return new WriteResponse(409, null, null, body);
    }
}
