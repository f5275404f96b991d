package run.opentrack.gateway.forward;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import run.opentrack.gateway.memory.Recollection;

/**
 * Passes an answer's body on. The last piece that has come is held back until the next comes or the end: an answer that
 * came in one piece then leaves in one write, with its head.
 */
final class AnswerBody {
    private final HttpClientResponse upstream;
    private final HttpServerResponse response;
    private final Recollection recollection;
    private final Places.Place place;
    private final Runnable whenEnded;
    private Buffer held;
    private long pieces;
    private long piecesSeen = -1;
    private long stillSince;
    private boolean paused;

    private AnswerBody(
            HttpClientResponse upstream,
            HttpServerResponse response,
            Recollection recollection,
            Places.Place place,
            Runnable whenEnded) {
        this.upstream = upstream;
        this.response = response;
        this.recollection = recollection;
        this.place = place;
        this.whenEnded = whenEnded;
    }

    /**
     * @param recollection takes what passes; or null
     * @param place that is not had while the client takes nothing
     * @param whenEnded run when all has come, before the last of it is passed on
     */
    static AnswerBody pass(
            HttpClientResponse upstream,
            HttpServerResponse response,
            Recollection recollection,
            Places.Place place,
            Runnable whenEnded) {
        AnswerBody body = new AnswerBody(upstream, response, recollection, place, whenEnded);
        upstream.handler(body::take);
        upstream.endHandler(end -> body.end());
        return body;
    }

    /** Whether the body needs no chunks to show its end. */
    static boolean hasLength(HttpClientResponse upstream) {
        int status = upstream.statusCode();
        return status == 204 || status == 304 || upstream.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    /** Whether the upstream has sent nothing for so long, though it could. */
    boolean isStuck(long now, long stallNanos) {
        if (paused || pieces != piecesSeen) {
            piecesSeen = pieces;
            stillSince = now;
        }
        return now - stillSince > stallNanos;
    }

    private void take(Buffer piece) {
        pieces++;
        if (recollection != null) {
            recollection.take(piece);
        }
        if (held != null) {
            response.write(held);
            if (response.writeQueueFull()) {
                paused = true;
                upstream.pause();
                response.drainHandler(drained -> goOn());
                place.standAside();
            }
        }
        held = piece;
    }

    private void goOn() {
        paused = false;
        place.comeBack();
        upstream.resume();
    }

    private void end() {
        whenEnded.run();
        if (held == null) {
            response.end();
        } else {
            response.end(held);
        }
    }
}
