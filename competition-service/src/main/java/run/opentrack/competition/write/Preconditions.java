package run.opentrack.competition.write;

import run.opentrack.competition.model.EtagConditions;
import run.opentrack.http.error.ApiException;

/**
 * Conditions of a write (RFC 9110, section 13.1), so that a client changes only what it has seen.
 *
 * @param ifMatch the header If-Match, null if it was not sent
 * @param ifNoneMatch the header If-None-Match, null if it was not sent
 */
public record Preconditions(String ifMatch, String ifNoneMatch) {
    public static final Preconditions NONE = new Preconditions(null, null);

    /**
     * Evaluates the conditions.
     *
     * @param etag of the stored competition without quotes, null if there is none
     * @throws ApiException 412
     */
    void require(String etag) {
        if (etag == null ? ifMatch != null : !EtagConditions.isSatisfied(ifMatch, '"' + etag + '"')) {
            throw ApiException.preconditionFailed("The competition has changed since it was read");
        }
        if (etag != null && EtagConditions.isNotModified(ifNoneMatch, '"' + etag + '"')) {
            throw ApiException.preconditionFailed("The competition exists");
        }
    }
}
