package run.opentrack.competition.idempotency;

import run.opentrack.competition.model.Competition;

/**
 * What a write is answered with, and a repeated one again.
 *
 * @param location of a new competition, otherwise null
 * @param etag of a competition, otherwise null
 */
public record WriteResponse(int status, String location, String etag, String body) {
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
