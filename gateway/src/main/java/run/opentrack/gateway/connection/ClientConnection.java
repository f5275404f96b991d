package run.opentrack.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;
import run.opentrack.gateway.internal.StrictRequestDecoder;
import run.opentrack.gateway.ratelimit.ClientRateLimit;

/**
 * A client's connection, and the time that it takes. Stands first in the pipeline and only counts bytes there; whether
 * something took too long is looked at a few times a second, so that no request needs a timer of its own.
 */
public final class ClientConnection extends ChannelDuplexHandler {
    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class.getName());
    private static final long CLOSE_DELAY = TimeUnit.SECONDS.toNanos(1);

    private final SlowClientConfig config;
    private final ClientRateLimit client;
    private final StrictRequestDecoder decoder;
    private final ThroughputMonitor requestThroughput;
    private final ThroughputMonitor responseThroughput;
    private ChannelHandlerContext handlerContext;
    private HttpServerRequest request;
    private InFlightExchange exchange;
    private long bytesReceived;
    private long bytesWritten;
    private long headStartedAt;
    private long idleStartedAt;
    private boolean closing;
    /** Since when the client has had everything that is said to it. */
    private long outputClosedAt;

    ClientConnection(SlowClientConfig config, ClientRateLimit client, StrictRequestDecoder decoder) {
        this.config = config;
        this.client = client;
        this.decoder = decoder;
        this.requestThroughput = new ThroughputMonitor(config);
        this.responseThroughput = new ThroughputMonitor(config);
        this.headStartedAt = System.nanoTime();
    }

    public static ClientConnection of(HttpConnection connection) {
        return channel(connection).attr(KEY).get();
    }

    static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channel();
    }

    void attach(Channel channel) {
        channel.attr(KEY).set(this);
        channel.pipeline().replace("httpDecoder", "httpDecoder", decoder);
        channel.pipeline().addFirst(this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        handlerContext = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (isClosing()) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        bytesReceived += ((ByteBuf) bytes).readableBytes();
        if (headStartedAt == 0 && !isBusy()) {
            headStartedAt = System.nanoTime();
        }
        context.fireChannelRead(bytes);
        applyReadBackpressure();
    }

    @Override
    public void write(ChannelHandlerContext context, Object bytes, ChannelPromise promise) {
        if (bytes instanceof ByteBuf buffer) {
            bytesWritten += buffer.readableBytes();
        }
        context.write(bytes, promise);
    }

    /** Who calls, as far as the limits are concerned. */
    public ClientRateLimit client() {
        return client;
    }

    /** The head of a request has been read. */
    public void startRequest(HttpServerRequest newRequest) {
        request = newRequest;
        exchange = null;
        requestThroughput.reset();
        headStartedAt = 0;
        idleStartedAt = 0;
        bytesReceived = 0;
        decoder.requestStarted();
        if (decoder.canResume()) {
            handlerContext.executor().execute(this::resumeReading);
        }
    }

    private void resumeReading() {
        if (decoder.canResume()) {
            handlerContext.fireChannelRead(Unpooled.EMPTY_BUFFER);
            handlerContext.fireChannelReadComplete();
            handlerContext.channel().config().setAutoRead(true);
            applyReadBackpressure();
        }
    }

    /** No more of them than are soon read as requests. */
    private void applyReadBackpressure() {
        if (decoder.isPaused() && !isClosing()) {
            handlerContext.channel().config().setAutoRead(false);
        }
    }

    /** Somebody else answers the request. */
    public void setExchange(InFlightExchange newExchange) {
        exchange = newExchange;
    }

    /**
     * This is the last answer on the connection. What the client still sends is thrown away for a moment: a connection
     * closed with unread bytes is reset, and the client may never see the answer.
     */
    public void closeAfterResponse() {
        if (!closing) {
            closing = true;
            handlerContext.channel().config().setAutoRead(true);
            handlerContext.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
                outputClosedAt = System.nanoTime();
                ((DuplexChannel) handlerContext.channel()).shutdownOutput();
            });
        }
    }

    public boolean isClosing() {
        return closing;
    }

    /** Whether a request is being read or answered, or the client has not taken all of its answer. */
    boolean isActive() {
        return isBusy() || pendingWriteBytes() > 0;
    }

    private boolean isBusy() {
        return request != null && !(request.response().ended() && request.isEnded());
    }

    /** Ends what takes too long. */
    void checkTimeouts(long now, boolean draining) {
        long pending = pendingWriteBytes();
        if (isResponseTooSlow(pending, now)) {
            reset();
        } else if (pending == 0 && isTimedOut(now, draining)) {
            handlerContext.close();
        } else if (exchange != null && !request.response().ended()) {
            exchange.checkTimeouts(now);
        }
    }

    /** Ends it at once: what the client has not taken would wait for it in the kernel, long after this end is gone. */
    public void reset() {
        handlerContext.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        handlerContext.close();
    }

    private boolean isTimedOut(long now, boolean draining) {
        if (isClosing()) {
            return outputClosedAt != 0 && now - outputClosedAt > CLOSE_DELAY;
        }
        if (isBusy()) {
            return isRequestTooSlow(now);
        }
        if (headStartedAt != 0) {
            return now - headStartedAt > config.headerTimeout().toNanos();
        }
        if (idleStartedAt == 0) {
            idleStartedAt = now;
        }
        return now - idleStartedAt
                > (draining ? CLOSE_DELAY : config.idleTimeout().toNanos());
    }

    private boolean isRequestTooSlow(long now) {
        boolean waitsForClient = !request.isEnded() && (exchange == null || !exchange.isRequestBodyPaused());
        if (!waitsForClient) {
            requestThroughput.reset();
            return false;
        }
        return requestThroughput.isBelowMinimum(bytesReceived, now);
    }

    private boolean isResponseTooSlow(long pending, long now) {
        if (pending == 0) {
            responseThroughput.reset();
            return false;
        }
        return responseThroughput.isBelowMinimum(bytesWritten - pending, now);
    }

    /** Bytes that the client does not take wait in the channel. */
    private long pendingWriteBytes() {
        ChannelOutboundBuffer outboundBuffer = handlerContext.channel().unsafe().outboundBuffer();
        return outboundBuffer == null ? 0 : outboundBuffer.totalPendingWriteBytes();
    }
}
