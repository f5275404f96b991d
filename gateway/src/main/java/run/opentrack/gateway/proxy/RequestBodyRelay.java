package run.opentrack.gateway.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;

/**
 * Relay of a request body with backpressure. The first bytes, most often the whole body, are buffered before a
 * connection is opened, so that slow uploads occupy no upstream; the rest is streamed.
 */
final class RequestBodyRelay {
    private static final int PREFIX_SIZE = 16 * 1024;

    private final HttpServerRequest request;
    private final long contentLength;
    private final long limit;
    private final Buffer prefix = Buffer.buffer();
    private HttpClientRequest upstream;
    private Runnable onSent;
    private long bytes;
    private boolean ended;
    private boolean paused;

    /**
     * @param contentLength length in bytes, -1 if unknown
     * @param limit maximum size in bytes
     */
    RequestBodyRelay(HttpServerRequest request, long contentLength, long limit) {
        this.request = request;
        this.contentLength = contentLength;
        this.limit = limit;
    }

    /** Reads the prefix, then runs one of the callbacks once. */
    void start(Runnable onPrefix, Runnable onTooLarge) {
        request.handler(chunk -> onChunk(chunk, onPrefix, onTooLarge));
        request.endHandler(end -> end(onPrefix));
    }

    private void onChunk(Buffer chunk, Runnable onPrefix, Runnable onTooLarge) {
        bytes += chunk.length();
        if (bytes > limit) {
            request.handler(null).endHandler(null);
            onTooLarge.run();
        } else if (upstream != null) {
            upstream.write(chunk);
            if (upstream.writeQueueFull()) {
                pause();
                upstream.drainHandler(drained -> resume());
            }
        } else {
            prefix.appendBuffer(chunk);
            if (prefix.length() >= PREFIX_SIZE && !paused) {
                pause();
                onPrefix.run();
            }
        }
    }

    private void end(Runnable onPrefix) {
        ended = true;
        if (upstream != null) {
            upstream.end();
            onSent.run();
        } else {
            onPrefix.run();
        }
    }

    /** Sends the buffered prefix and streams the rest. */
    void sendTo(HttpClientRequest to, Runnable onSent) {
        if (ended) {
            to.end(prefix);
            onSent.run();
            return;
        }
        upstream = to;
        this.onSent = onSent;
        if (contentLength < 0) {
            to.setChunked(true);
        }
        to.write(prefix);
        resume();
    }

    boolean hasEnded() {
        return ended;
    }

    /** @return true while the upstream does not accept more */
    boolean isPaused() {
        return paused;
    }

    private void pause() {
        paused = true;
        request.pause();
    }

    private void resume() {
        paused = false;
        request.resume();
    }
}
