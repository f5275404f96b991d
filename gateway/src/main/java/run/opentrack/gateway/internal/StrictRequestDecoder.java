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
 * Request decoder that rejects a request with both Transfer-Encoding and Content-Length (RFC 9112, 6.3). Netty drops
 * the length instead, which hides the ambiguity from later checks.
 *
 * <p>Pauses decoding while {@value #MAX_PIPELINED} pipelined requests wait: undecoded bytes need a fraction of the
 * memory.
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

    /** Marks one decoded request as started. */
    public void requestStarted() {
        pipelined--;
    }

    /** @return true while received bytes are not decoded */
    public boolean isPaused() {
        return paused;
    }

    /** @return true if decoding is paused and may continue */
    public boolean canResume() {
        return paused && pipelined < MAX_PIPELINED;
    }

    /** Rejects other HTTP versions here; Vert.x would respond with 501 without a body. */
    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        String version = initialLine[2];
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw new IllegalArgumentException("unsupported HTTP version");
        }
        return super.createMessage(initialLine);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
    }
}
