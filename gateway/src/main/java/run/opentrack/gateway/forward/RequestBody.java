package run.opentrack.gateway.forward;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request's body on its way. Its beginning, and nearly every body is no longer than that, is waited for before an
 * upstream is bothered: a client that sends slowly keeps no connection of an upstream busy. The rest is streamed.
 */
final class RequestBody {
    private static final int BEGINNING = 16 * 1024;

    private final HttpServerRequest request;
    private final long announced;
    private final long limit;
    private final Buffer beginning = Buffer.buffer();
    private HttpClientRequest upstream;
    private Runnable sent;
    private long bytes;
    private boolean ended;
    private boolean heldBack;

    /** @param announced its length, -1 when it is not known */
    RequestBody(HttpServerRequest request, long announced, long limit) {
        this.request = request;
        this.announced = announced;
        this.limit = limit;
    }

    /** Waits for the beginning; one of the two is run, once. */
    void receive(Runnable begun, Runnable tooLarge) {
        request.handler(piece -> take(piece, begun, tooLarge));
        request.endHandler(end -> end(begun));
    }

    private void take(Buffer piece, Runnable begun, Runnable tooLarge) {
        bytes += piece.length();
        if (bytes > limit) {
            request.handler(null).endHandler(null);
            tooLarge.run();
        } else if (upstream != null) {
            upstream.write(piece);
            if (upstream.writeQueueFull()) {
                holdBack();
                upstream.drainHandler(drained -> goOn());
            }
        } else {
            beginning.appendBuffer(piece);
            if (beginning.length() >= BEGINNING && !heldBack) {
                holdBack();
                begun.run();
            }
        }
    }

    private void end(Runnable begun) {
        ended = true;
        if (upstream != null) {
            upstream.end();
            sent.run();
        } else {
            begun.run();
        }
    }

    /** Sends what has come and, as it comes, the rest. */
    void sendTo(HttpClientRequest to, Runnable whenSent) {
        if (ended) {
            to.end(beginning);
            whenSent.run();
            return;
        }
        upstream = to;
        sent = whenSent;
        if (announced < 0) {
            to.setChunked(true);
        }
        to.write(beginning);
        goOn();
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether it waits for an upstream. */
    boolean isHeldBack() {
        return heldBack;
    }

    private void holdBack() {
        heldBack = true;
        request.pause();
    }

    private void goOn() {
        heldBack = false;
        request.resume();
    }
}
