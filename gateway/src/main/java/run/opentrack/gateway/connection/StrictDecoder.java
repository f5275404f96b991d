package run.opentrack.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Refuses a request that says its length twice, by Transfer-Encoding and by Content-Length. Netty drops the length then
 * and goes on, and nobody behind it can see that two readers could have split the bytes in two ways (RFC 9112, 6.3).
 *
 * <p>Reads no further request while many wait for the answers before theirs: as bytes they take a fraction of the memory.
 */
final class StrictDecoder extends VertxHttpRequestDecoder {
    private static final int MOST_WAITING = 32;

    private int waiting;
    private boolean withinRequest;
    private boolean held;

    StrictDecoder(HttpServerOptions options) {
        super(options);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws Exception {
        held = !withinRequest && waiting >= MOST_WAITING;
        if (held) {
            return;
        }
        super.decode(context, bytes, out);
        for (Object part : out) {
            waiting += part instanceof HttpRequest ? 1 : 0;
            withinRequest = !(part instanceof LastHttpContent);
        }
    }

    /** Of those that were read one less waits. */
    void begun() {
        waiting--;
    }

    /** Whether bytes wait to be read as requests. */
    boolean isHeld() {
        return held;
    }

    /** Whether they need not wait any longer. */
    boolean mayGoOn() {
        return held && waiting < MOST_WAITING;
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
