package run.opentrack.gateway.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import run.opentrack.gateway.cache.CacheLookup;

/**
 * Passes an answer's body on. The last piece that has come is held back until the next comes or the end: an answer that
 * came in one piece then leaves in one write, with its head.
 */
final class ResponseBodyRelay {
    private final HttpClientResponse upstream;
    private final HttpServerResponse response;
    private final CacheLookup cacheLookup;
    private final ConcurrencyLimiter.Permit permit;
    private final Runnable onEnd;
    private Buffer lastChunk;
    private long chunks;
    private long chunksSeen = -1;
    private long idleStartedAt;
    private boolean paused;

    private ResponseBodyRelay(
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
    }

    /**
     * @param cacheLookup takes what passes; or null
     * @param permit that is not had while the client takes nothing
     * @param onEnd run when all has come, before the last of it is passed on
     */
    static ResponseBodyRelay start(
            HttpClientResponse upstream,
            HttpServerResponse response,
            CacheLookup cacheLookup,
            ConcurrencyLimiter.Permit permit,
            Runnable onEnd) {
        ResponseBodyRelay relay = new ResponseBodyRelay(upstream, response, cacheLookup, permit, onEnd);
        upstream.handler(relay::onChunk);
        upstream.endHandler(end -> relay.end());
        return relay;
    }

    /** Whether the body needs no chunks to show its end. */
    static boolean hasKnownLength(HttpClientResponse upstream) {
        int status = upstream.statusCode();
        return status == 204 || status == 304 || upstream.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    /** Whether the upstream has sent nothing for so long, though it could. */
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
        if (lastChunk != null) {
            response.write(lastChunk);
            if (response.writeQueueFull()) {
                paused = true;
                upstream.pause();
                response.drainHandler(drained -> resume());
                permit.suspend();
            }
        }
        lastChunk = chunk;
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
