package run.opentrack.competition.calendar;

/** {@code If-None-Match} (RFC 9110, 13.1.2), by weak comparison. */
final class Etags {
    private Etags() {}

    static boolean matches(String ifNoneMatch, String etag) {
        if (ifNoneMatch == null) {
            return false;
        }
        String wanted = opaque(etag);
        for (String sent : ifNoneMatch.split(",")) {
            String candidate = sent.strip();
            if (candidate.equals("*") || opaque(candidate).equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static String opaque(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }
}
