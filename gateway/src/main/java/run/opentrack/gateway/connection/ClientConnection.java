package run.opentrack.gateway.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import run.opentrack.gateway.internal.ServerChannels;
import run.opentrack.gateway.internal.StrictRequestDecoder;
import run.opentrack.gateway.ratelimit.ClientRateLimit;

/**
 * Client connection with its timeouts and throughput limits. It counts bytes as the first handler of the pipeline and
 * is checked several times a second, so that no request needs its own timer.
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
    /** Time at which the last response was flushed; 0 before. */
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
        return ServerChannels.channelOf(connection).attr(KEY).get();
    }

    void attach(HttpConnection connection) {
        Channel channel = ServerChannels.channelOf(connection);
        channel.attr(KEY).set(this);
        ServerChannels.replaceDecoder(channel, decoder);
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

    /** @return rate limit state of the client */
    public ClientRateLimit client() {
        return client;
    }

    /** Starts a new request whose headers are complete. */
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

    /** Stops reading from the socket while the decoder is paused. */
    private void applyReadBackpressure() {
        if (decoder.isPaused() && !isClosing()) {
            handlerContext.channel().config().setAutoRead(false);
        }
    }

    /** Sets the exchange of the current request. */
    public void setExchange(InFlightExchange newExchange) {
        exchange = newExchange;
    }

    /**
     * Closes the connection after the current response. Further input is discarded for a moment first: closing a socket
     * with unread bytes resets it, and the client might lose the response.
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

    /** @return true while a request is read or processed or a response is not fully flushed */
    boolean isActive() {
        return isBusy() || pendingWriteBytes() > 0;
    }

    private boolean isBusy() {
        return request != null && !(request.response().ended() && request.isEnded());
    }

    /** Closes the connection if it exceeds a timeout or is too slow. */
    void checkTimeouts(long now, boolean draining) {
        long pending = pendingWriteBytes();
        if (isResponseTooSlow(pending, now)) {
            reset();
        } else if (pending == 0 && isTimedOut(now, draining)) {
            handlerContext.close();
        } else if (exchange != null && !request.response().ended()) {
            exchange.checkTimeouts(now);
            if (draining) {
                exchange.onShutdown();
            }
        }
    }

    /** Resets the connection at once. A normal close would leave unsent bytes in the kernel's buffer. */
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

    private long pendingWriteBytes() {
        return ServerChannels.pendingWriteBytes(handlerContext.channel());
    }

    /** Request in progress at an upstream. */
    public interface InFlightExchange {
        /** Ends the request if its timeout is exceeded; called several times a second. */
        void checkTimeouts(long now);

        /** Ends a request that would take as long as its client likes; called several times a second during a shutdown. */
        void onShutdown();

        /** @return true while the upstream, not the client, delays the request body */
        boolean isRequestBodyPaused();
    }

    /**
     * Timeouts and minimum throughput of clients. Timeouts count from the start, not from the last byte, so that single
     * bytes do not extend them.
     */
    @ConfigMapping(prefix = "opentrack.gateway.client")
    public interface SlowClientConfig {
        /** Maximum time for the headers of a request, from its first byte; on a new connection from the start. */
        @WithDefault("PT10S")
        Duration headerTimeout();

        /** Time before the minimum throughput applies to a request body or to reading a response. */
        @WithDefault("PT10S")
        Duration gracePeriod();

        /** Minimum throughput in bytes per second; below it the connection is closed. */
        @WithDefault("4096")
        long minBytesPerSecond();

        /** Maximum time of a connection without a request. */
        @WithDefault("PT60S")
        Duration idleTimeout();
    }
}
