package run.opentrack.gateway.internal;

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
public final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    private static final int MAX_PIPELINED = 32;

    private int pipelined;
    private boolean withinRequest;
    private boolean paused;

    public StrictRequestDecoder(HttpServerOptions options) {
        super(options);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws Exception {
        paused = !withinRequest && pipelined >= MAX_PIPELINED;
        if (paused) {
            return;
        }
        super.decode(context, bytes, out);
        for (Object part : out) {
            pipelined += part instanceof HttpRequest ? 1 : 0;
            withinRequest = !(part instanceof LastHttpContent);
        }
    }

    /** Of those that were read one less waits. */
    public void requestStarted() {
        pipelined--;
    }

    /** Whether bytes wait to be read as requests. */
    public boolean isPaused() {
        return paused;
    }

    /** Whether they need not wait any longer. */
    public boolean canResume() {
        return paused && pipelined < MAX_PIPELINED;
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
