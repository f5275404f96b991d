package run.opentrack.competition.register;

import java.util.Arrays;
import run.opentrack.http.error.ApiException;

/** An {@code If-Match} header (RFC 9110, 13.1.1): the client changes only what it has seen. */
record EtagCondition(String header) {
    void require(String etag) {
        if (header == null || header.strip().equals("*")) {
            return;
        }
        boolean seen = Arrays.stream(header.split(",")).map(String::strip).anyMatch(("\"" + etag + "\"")::equals);
        if (!seen) {
            throw ApiException.preconditionFailed();
        }
    }
}
