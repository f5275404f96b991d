package run.opentrack.gateway.request;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import run.opentrack.gateway.connection.ClientConnection;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;
import run.opentrack.http.request.RequestId;

/**
 * Decoded request with its headers and its connection.
 *
 * @param id request id for response headers and log lines
 * @param closing whether the connection closes after the response
 * @param hsts value of Strict-Transport-Security for https requests; null if not sent
 */
public record GatewayRequest(
        HttpServerRequest request,
        RequestHeaders headers,
        String id,
        ClientConnection connection,
        boolean closing,
        String hsts) {
    /** @return whether the client uses https, as a trusted proxy reports */
    public boolean isHttps() {
        return connection.client().isTrustedProxy() && headers.isForwardedHttps();
    }

    /** Records the account of the request's API key, which the service names in its response, for the rate limit. */
    public void recordAccount(HttpClientResponse upstream) {
        String credential = headers.credential();
        if (credential != null) {
            connection
                    .client()
                    .recordAccount(credential, upstream.getHeader(HeaderPolicy.ACCOUNT_HEADER), upstream.statusCode());
        }
    }

    /** Sets the headers of every response, instead of all that were set before. */
    public void resetResponseHeaders() {
        MultiMap response = request.response().headers().clear();
        setEdgeHeaders(response, id);
        if (hsts != null && isHttps()) {
            response.set("Strict-Transport-Security", hsts);
        }
    }

    /** Sets the headers of every response, of an undecodable request too. */
    public static void setEdgeHeaders(MultiMap response, String requestId) {
        response.set(RequestId.HEADER, requestId).set("X-Content-Type-Options", "nosniff");
    }

    /** Sends an error response. Closes the connection if the request body is incomplete. */
    public void reject(ApiException error) {
        reject(error, headers.hasBody() && !request.isEnded());
    }

    /**
     * Sends an error response.
     *
     * @param close true to close the connection: the bytes after an ambiguous request cannot be trusted
     */
    public void reject(ApiException error, boolean close) {
        if (close) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        } else {
            announceClose(false);
        }
        ErrorResponse.send(request.response(), error);
        if (close) {
            request.handler(ignored -> {}).endHandler(ignored -> {}).resume();
            connection.closeAfterResponse();
        }
    }

    /**
     * Sends {@code Connection: close} if the gateway is shutting down. Call before the response headers are written.
     *
     * @param closeRequired whether the response itself requires closing the connection
     */
    public void announceClose(boolean closeRequired) {
        if (closing || closeRequired) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            request.response().endHandler(ended -> connection.closeAfterResponse());
        }
    }
}
