package run.opentrack.gateway.request;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import run.opentrack.gateway.connection.ClientConnection;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;

/**
 * A request that has come in.
 *
 * @param id its name in every answer and log line
 * @param closing whether its answer is the last of the connection
 */
public record GatewayRequest(
        HttpServerRequest request, RequestHeaders headers, String id, ClientConnection connection, boolean closing) {
    /** Answers with an error. Where a body is still to come nobody waits for it: the connection ends with the answer. */
    public void reject(ApiException error) {
        reject(error, headers.hasBody() && !request.isEnded());
    }

    /** Answers with an error, and ends the connection: what comes after this request cannot be trusted. */
    public void rejectAndClose(ApiException error) {
        reject(error, true);
    }

    /** Tells the client, before an answer's head is written, when it is the last of the connection. */
    public void announceClose() {
        announceClose(false);
    }

    /** @param closeRequired whether the answer itself makes it so */
    public void announceClose(boolean closeRequired) {
        if (closing || closeRequired) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            request.response().endHandler(ended -> connection.closeAfterResponse());
        }
    }

    private void reject(ApiException error, boolean close) {
        if (close) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        } else {
            announceClose();
        }
        ErrorResponse.send(request.response(), error);
        if (close) {
            request.handler(ignored -> {}).endHandler(ignored -> {}).resume();
            connection.closeAfterResponse();
        }
    }
}
