package run.opentrack.gateway.request;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import run.opentrack.gateway.connection.Visit;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;

/**
 * A request that has come in.
 *
 * @param id its name in every answer and log line
 * @param last whether its answer is the last of the connection
 */
public record Arrival(HttpServerRequest request, RequestHead head, String id, Visit visit, boolean last) {
    /** Answers with an error. Where a body is still to come nobody waits for it: the connection ends with the answer. */
    public void refuse(ApiException refusal) {
        refuse(refusal, head.hasBody() && !request.isEnded());
    }

    /** Answers with an error, and ends the connection: what comes after this request cannot be trusted. */
    public void turnAway(ApiException refusal) {
        refuse(refusal, true);
    }

    /** Tells the client, before an answer's head is written, when it is the last of the connection. */
    public void sayGoodbye() {
        sayGoodbye(false);
    }

    /** @param endsIt whether the answer itself makes it so */
    public void sayGoodbye(boolean endsIt) {
        if (last || endsIt) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            request.response().endHandler(ended -> visit.leave());
        }
    }

    private void refuse(ApiException refusal, boolean leaving) {
        if (leaving) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        } else {
            sayGoodbye();
        }
        ErrorResponse.send(request.response(), refusal);
        if (leaving) {
            request.handler(ignored -> {}).endHandler(ignored -> {}).resume();
            visit.leave();
        }
    }
}
