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
import run.opentrack.gateway.limit.Caller;

/**
 * A client's connection, and the time that it takes. Stands first in the pipeline and only counts bytes there; whether
 * something took too long is looked at a few times a second, so that no request needs a timer of its own.
 */
public final class Visit extends ChannelDuplexHandler {
    private static final AttributeKey<Visit> KEY = AttributeKey.valueOf(Visit.class.getName());
    private static final long LINGER = TimeUnit.SECONDS.toNanos(1);

    private final Pace pace;
    private final Caller caller;
    private final StrictDecoder decoder;
    private final Flow sending;
    private final Flow taking;
    private ChannelHandlerContext pipeline;
    private HttpServerRequest request;
    private Exchange exchange;
    private long received;
    private long written;
    private long headSince;
    private long idleSince;
    private boolean leaving;
    /** Since when the client has had everything that is said to it. */
    private long toldSince;

    Visit(Pace pace, Caller caller, StrictDecoder decoder) {
        this.pace = pace;
        this.caller = caller;
        this.decoder = decoder;
        this.sending = new Flow(pace);
        this.taking = new Flow(pace);
        this.headSince = System.nanoTime();
    }

    public static Visit of(HttpConnection connection) {
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
        pipeline = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (isLeaving()) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        received += ((ByteBuf) bytes).readableBytes();
        if (headSince == 0 && !isBusy()) {
            headSince = System.nanoTime();
        }
        context.fireChannelRead(bytes);
        takeBytes();
    }

    @Override
    public void write(ChannelHandlerContext context, Object bytes, ChannelPromise promise) {
        if (bytes instanceof ByteBuf buffer) {
            written += buffer.readableBytes();
        }
        context.write(bytes, promise);
    }

    /** Who calls, as far as the limits are concerned. */
    public Caller caller() {
        return caller;
    }

    /** The head of a request has been read. */
    public void begin(HttpServerRequest now) {
        request = now;
        exchange = null;
        sending.rest();
        headSince = 0;
        idleSince = 0;
        received = 0;
        decoder.begun();
        if (decoder.mayGoOn()) {
            pipeline.executor().execute(this::goOn);
        }
    }

    private void goOn() {
        if (decoder.mayGoOn()) {
            pipeline.fireChannelRead(Unpooled.EMPTY_BUFFER);
            pipeline.fireChannelReadComplete();
            pipeline.channel().config().setAutoRead(true);
            takeBytes();
        }
    }

    /** No more of them than are soon read as requests. */
    private void takeBytes() {
        if (decoder.isHeld() && !isLeaving()) {
            pipeline.channel().config().setAutoRead(false);
        }
    }

    /** Somebody else answers the request. */
    public void handTo(Exchange other) {
        exchange = other;
    }

    /**
     * This is the last answer on the connection. What the client still sends is thrown away for a moment: a connection
     * closed with unread bytes is reset, and the client may never see the answer.
     */
    public void leave() {
        if (!leaving) {
            leaving = true;
            pipeline.channel().config().setAutoRead(true);
            pipeline.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> {
                toldSince = System.nanoTime();
                ((DuplexChannel) pipeline.channel()).shutdownOutput();
            });
        }
    }

    public boolean isLeaving() {
        return leaving;
    }

    /** Whether a request is being read or answered, or the client has not taken all of its answer. */
    boolean isAtWork() {
        return isBusy() || untaken() > 0;
    }

    private boolean isBusy() {
        return request != null && !(request.response().ended() && request.isEnded());
    }

    /** Ends what takes too long. */
    void tick(long now, boolean draining) {
        long untaken = untaken();
        if (isTakenTooSlowly(untaken, now)) {
            reset();
        } else if (untaken == 0 && isOverdue(now, draining)) {
            pipeline.close();
        } else if (exchange != null && !request.response().ended()) {
            exchange.tick(now);
        }
    }

    /** Ends it at once: what the client has not taken would wait for it in the kernel, long after this end is gone. */
    public void reset() {
        pipeline.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        pipeline.close();
    }

    private boolean isOverdue(long now, boolean draining) {
        if (isLeaving()) {
            return toldSince != 0 && now - toldSince > LINGER;
        }
        if (isBusy()) {
            return isSentTooSlowly(now);
        }
        if (headSince != 0) {
            return now - headSince > pace.head().toNanos();
        }
        if (idleSince == 0) {
            idleSince = now;
        }
        return now - idleSince > (draining ? LINGER : pace.idle().toNanos());
    }

    private boolean isSentTooSlowly(long now) {
        boolean waitsForClient = !request.isEnded() && (exchange == null || !exchange.holdsBodyBack());
        if (!waitsForClient) {
            sending.rest();
            return false;
        }
        return sending.isTooSlow(received, now);
    }

    private boolean isTakenTooSlowly(long untaken, long now) {
        if (untaken == 0) {
            taking.rest();
            return false;
        }
        return taking.isTooSlow(written - untaken, now);
    }

    /** Bytes that the client does not take wait in the channel. */
    private long untaken() {
        ChannelOutboundBuffer waiting = pipeline.channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }
}
