package run.opentrack.competition.register;

import run.opentrack.competition.Competition;

/**
 * What a write is answered with, and a repeated one again.
 *
 * @param location of a new competition, otherwise null
 * @param etag of a competition, otherwise null
 */
public record Answer(int status, String location, String etag, String body) {
    static Answer created(Competition competition) {
        return new Answer(201, "/api/v1/competitions/" + competition.id, competition.etag, competition.rendered);
    }

    static Answer changed(Competition competition) {
        return new Answer(200, null, competition.etag, competition.rendered);
    }

    static Answer duplicate(String body) {
        return new Answer(409, null, null, body);
    }
}
