package run.opentrack.gateway.request;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import run.opentrack.gateway.connection.ClientConnection;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;

/**
 * Decoded request with its headers and its connection.
 *
 * @param id request id for response headers and log lines
 * @param closing whether the connection closes after the response
 */
public record GatewayRequest(
        HttpServerRequest request, RequestHeaders headers, String id, ClientConnection connection, boolean closing) {
    /** Sends an error response. Closes the connection if the request body is incomplete. */
    public void reject(ApiException error) {
        reject(error, headers.hasBody() && !request.isEnded());
    }

    /**
     * Sends an error response and closes the connection, because the bytes after an ambiguous request cannot be
     * trusted.
     */
    public void rejectAndClose(ApiException error) {
        reject(error, true);
    }

    /**
     * Sends {@code Connection: close} if the gateway is shutting down. Call before the response headers are written.
     */
    public void announceClose() {
        announceClose(false);
    }

    /** @param closeRequired whether the response itself requires closing the connection */
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
