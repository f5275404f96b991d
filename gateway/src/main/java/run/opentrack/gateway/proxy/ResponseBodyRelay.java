package run.opentrack.gateway.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import run.opentrack.gateway.cache.CacheLookup;

/**
 * Relay of a response body with backpressure. It holds back the last chunk until the next one or the end, so that a
 * one-chunk response is sent in one write with its headers. Events are sent as they come.
 */
final class ResponseBodyRelay {
    private final HttpClientResponse upstream;
    private final HttpServerResponse response;
    private final CacheLookup cacheLookup;
    private final ConcurrencyLimiter.Permit permit;
    private final Runnable onEnd;
    private final boolean isEventStream;
    private Buffer lastChunk;
    private long chunks;
    private long chunksSeen = -1;
    private long idleStartedAt;
    private boolean paused;

    /**
     * Starts the relay.
     *
     * @param cacheLookup receives a copy of the body; null if not cached
     * @param permit suspended while the client does not read
     * @param onEnd run at the end of the upstream body, before the last chunk is sent
     */
    ResponseBodyRelay(
            HttpClientResponse upstream,
            HttpServerResponse response,
            CacheLookup cacheLookup,
            ConcurrencyLimiter.Permit permit,
            Runnable onEnd) {
        this.upstream = upstream;
        this.response = response;
        this.cacheLookup = cacheLookup;
        this.permit = permit;
        this.onEnd = onEnd;
        this.isEventStream = isEventStream(upstream);
        upstream.handler(this::onChunk).endHandler(end -> end());
    }

    /** @return whether the response needs no chunked encoding */
    static boolean hasKnownLength(HttpClientResponse upstream) {
        int status = upstream.statusCode();
        return status == 204 || status == 304 || upstream.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    /** Reports whether the body ends with the connection, at any event, rather than by itself. */
    boolean isEventStream() {
        return isEventStream;
    }

    private static boolean isEventStream(HttpClientResponse upstream) {
        String type = upstream.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.startsWith("text/event-stream");
    }

    /** @return whether the upstream sent nothing within the timeout although the client was ready */
    boolean isTimedOut(long now, long idleNanos) {
        if (paused || chunks != chunksSeen) {
            chunksSeen = chunks;
            idleStartedAt = now;
        }
        return now - idleStartedAt > idleNanos;
    }

    private void onChunk(Buffer chunk) {
        chunks++;
        if (cacheLookup != null) {
            cacheLookup.append(chunk);
        }
        if (isEventStream) {
            write(chunk);
            return;
        }
        if (lastChunk != null) {
            write(lastChunk);
        }
        lastChunk = chunk;
    }

    private void write(Buffer chunk) {
        response.write(chunk);
        if (response.writeQueueFull()) {
            paused = true;
            upstream.pause();
            response.drainHandler(drained -> resume());
            permit.suspend();
        }
    }

    private void resume() {
        paused = false;
        permit.resume();
        upstream.resume();
    }

    private void end() {
        onEnd.run();
        if (lastChunk == null) {
            response.end();
        } else {
            response.end(lastChunk);
        }
    }
}
