package run.opentrack.gateway.connection;

import io.netty.handler.codec.http.HttpMessage;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;

/**
 * Refuses a request that says its length twice, by Transfer-Encoding and by Content-Length. Netty drops the length then
 * and goes on, and nobody behind it can see that two readers could have split the bytes in two ways (RFC 9112, 6.3).
 */
final class StrictDecoder extends VertxHttpRequestDecoder {
    StrictDecoder(HttpServerOptions options) {
        super(options);
    }

    /** Of a version that nobody knows Vert.x would answer 501, without a body. */
    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        String version = initialLine[2];
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new IllegalArgumentException("HTTP version");
        }
        return super.createMessage(initialLine);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
    }
}
