package run.opentrack.tests.security;

import java.nio.charset.StandardCharsets;

/**
 * One hostile request.
 *
 * @param kind what is hostile about it
 * @param bytes as they go over the wire
 * @param body of a competition that may be accepted, otherwise null
 * @param whole whether it is a whole HTTP request that must get a response
 */
record FuzzRequest(String kind, String method, String target, byte[] bytes, byte[] body, boolean whole) {
    boolean writesCompetition() {
        return body != null;
    }

    @Override
    public String toString() {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String shown = text.replaceAll("Bearer [^\\r]+", "Bearer …");
        return kind + ": " + (shown.length() > 3_000 ? shown.substring(0, 3_000) + "…" : shown);
    }
}
