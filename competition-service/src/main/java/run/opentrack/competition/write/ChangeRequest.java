package run.opentrack.competition.write;

import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;
import run.opentrack.competition.model.EtagConditions;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/**
 * Update or delete of one competition.
 *
 * @param members sent by the client, null for a delete
 * @param overrideToken null if none was sent
 * @param ifMatch the header If-Match, null if it was not sent
 * @param country of the competition before the change
 * @param countries that the change writes to, two if it moves the competition
 * @param bytes size of the body
 */
record ChangeRequest(
        AccessToken caller,
        UUID id,
        Map<String, JsonMember> members,
        String overrideToken,
        String ifMatch,
        String country,
        SortedSet<String> countries,
        int bytes)
        implements WriteQueue.Request {
    boolean isDelete() {
        return members == null;
    }

    /**
     * Evaluates If-Match (RFC 9110, section 13.1.1), so that a client changes only what it has seen.
     *
     * @throws ApiException 412 if none of its entity tags is the current one
     */
    void requireMatch(String etag) {
        if (!EtagConditions.isSatisfied(ifMatch, "\"" + etag + "\"")) {
            throw ApiException.preconditionFailed();
        }
    }
}
