package run.opentrack.competition.query;

/** {@code If-None-Match} (RFC 9110, 13.1.2), by weak comparison. */
final class IfNoneMatch {
    private IfNoneMatch() {}

    static boolean matches(String ifNoneMatch, String etag) {
        if (ifNoneMatch == null) {
            return false;
        }
        String expected = opaqueTag(etag);
        for (String part : ifNoneMatch.split(",")) {
            String candidate = part.strip();
            if (candidate.equals("*") || opaqueTag(candidate).equals(expected)) {
                return true;
            }
        }
        return false;
    }

    private static String opaqueTag(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }
}
