package run.opentrack.competition.write;

import java.util.regex.Pattern;
import run.opentrack.competition.model.Competition;
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

    /** End of the entity tag of a response with included members. */
    private static final Pattern INCLUDED = Pattern.compile("\\+[0-9a-f]{8}\"");

    /**
     * Entity tag of a response with members that are not the competition's own, of which one may differ alone. In
     * {@code If-Match} it stands for the competition's tag.
     */
    public static String etagWithIncluded(String etag, String json) {
        return etag + "+" + Competition.etagOf(json).substring(0, 8);
    }

    /**
     * Evaluates the conditions.
     *
     * @param etag of the stored competition without quotes, null if there is none
     * @throws ApiException 412
     */
    void require(String etag) {
        String required = ifMatch == null ? null : INCLUDED.matcher(ifMatch).replaceAll("\"");
        if (etag == null ? ifMatch != null : !EtagConditions.isSatisfied(required, '"' + etag + '"')) {
            throw ApiException.preconditionFailed("The competition has changed since it was read");
        }
        if (etag != null && EtagConditions.isNotModified(ifNoneMatch, '"' + etag + '"')) {
            throw ApiException.preconditionFailed("The competition exists");
        }
    }
}
