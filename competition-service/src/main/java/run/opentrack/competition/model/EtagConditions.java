package run.opentrack.competition.model;

import java.util.Arrays;

/** Conditional requests by entity tag (RFC 9110, 13.1). Tags are passed with their quotes. */
public final class EtagConditions {
    private EtagConditions() {}

    /** Evaluates {@code If-None-Match} by weak comparison; an absent header matches nothing. */
    public static boolean isNotModified(String ifNoneMatch, String etag) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals("*") || opaqueTag(tag).equals(opaqueTag(etag)));
    }

    /** Evaluates {@code If-Match} by strong comparison; an absent header is satisfied. */
    public static boolean isSatisfied(String ifMatch, String etag) {
        return ifMatch == null
                || Arrays.stream(ifMatch.split(","))
                        .map(String::strip)
                        .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
    }

    private static String opaqueTag(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }
}
