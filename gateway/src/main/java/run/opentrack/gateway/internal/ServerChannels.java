package run.opentrack.gateway.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** Adapter to the Netty channel of a Vert.x server connection, which has no public accessor. */
public final class ServerChannels {
    /** Name that Vert.x gives to the request decoder in the pipeline. */
    private static final String DECODER = "httpDecoder";

    private ServerChannels() {}

    public static Channel channelOf(HttpConnection connection) {
        return ((ConnectionBase) connection).channel();
    }

    /** Replaces the request decoder of Vert.x. */
    public static void replaceDecoder(Channel channel, StrictRequestDecoder decoder) {
        channel.pipeline().replace(DECODER, DECODER, decoder);
    }

    /** @return bytes written but not yet accepted by the socket */
    public static long pendingWriteBytes(Channel channel) {
        ChannelOutboundBuffer outboundBuffer = channel.unsafe().outboundBuffer();
        return outboundBuffer == null ? 0 : outboundBuffer.totalPendingWriteBytes();
    }
}
