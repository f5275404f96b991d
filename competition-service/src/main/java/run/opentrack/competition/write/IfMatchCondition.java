package run.opentrack.competition.write;

import java.util.Arrays;
import run.opentrack.http.error.ApiException;

/** An {@code If-Match} header (RFC 9110, 13.1.1): the client changes only what it has seen. */
record IfMatchCondition(String ifMatch) {
    void require(String etag) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return;
        }
        boolean seen = Arrays.stream(ifMatch.split(",")).map(String::strip).anyMatch(("\"" + etag + "\"")::equals);
        if (!seen) {
            throw ApiException.preconditionFailed();
        }
    }
}
