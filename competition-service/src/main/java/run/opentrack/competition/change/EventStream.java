package run.opentrack.competition.change;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import run.opentrack.http.error.ApiException;

/**
 * Changes as server-sent events (HTML, section 9.2): each is a page, with its next token as the id. The next page is read
 * after the client has read the one before.
 */
final class EventStream {
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);
    private static final int CHECKS_PER_COMMENT = 3;
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);
    /** Much longer than a token is valid, which ends the stream. */
    private static final Duration MAX_WAIT = Duration.ofDays(2);

    private final Vertx vertx;
    /** Event loop of the connection. A page may be read for a stream of another one. */
    private final Context context;

    private final ChangeService service;
    private final ChangePoller poller;
    private final HttpServerResponse response;
    private final Supplier<Future<Void>> authenticateAgain;
    /** Null until the stream is started. */
    private Long timer;

    private int checks;

    /** @param authenticateAgain fails with 401 when the credential is not valid any more */
    EventStream(
            Vertx vertx,
            ChangeService service,
            ChangePoller poller,
            HttpServerResponse response,
            Supplier<Future<Void>> authenticateAgain) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.service = service;
        this.poller = poller;
        this.response = response;
        this.authenticateAgain = authenticateAgain;
    }

    /** Sends the headers and the first id, so that a client that reconnects before any event misses none. */
    void start(ChangePage page) {
        if (isClosed()) {
            return;
        }
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        response.write("retry: " + RETRY_DELAY.toMillis() + "\nid: " + page.nextText() + "\n\n");
        // Streams that were opened together are not checked together, which would delay others.
        long delay = 1 + ThreadLocalRandom.current().nextLong(CHECK_INTERVAL.toMillis());
        timer = vertx.setPeriodic(delay, CHECK_INTERVAL.toMillis(), fired -> check());
        readNext(page);
    }

    /** Releases what the stream has, when its connection was closed. */
    void close() {
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    private void check() {
        authenticateAgain.get().onSuccess(valid -> writeComment()).onFailure(this::endIfInvalid);
    }

    private void writeComment() {
        if (++checks % CHECKS_PER_COMMENT == 0 && !isClosed() && !response.writeQueueFull()) {
            response.write(":\n\n");
        }
    }

    /** Ends the stream after an error of the client. A failure of the database passes. */
    private void endIfInvalid(Throwable failure) {
        if (failure instanceof ApiException error && error.status() < 500) {
            end();
        }
    }

    private void readNext(ChangePage page) {
        if (isClosed()) {
            return;
        }
        service.readShared(page)
                .onComplete(read -> context.runOnContext(ignored -> {
                    if (read.succeeded()) {
                        send(read.result(), page);
                    } else {
                        endIfInvalid(read.cause());
                        vertx.setTimer(RETRY_DELAY.toMillis(), fired -> readNext(page));
                    }
                }));
    }

    private void send(ChangePage page, ChangePage before) {
        if (isClosed()) {
            return;
        }
        if (!page.changes().isEmpty()) {
            response.write(Buffer.buffer("id: " + page.nextText() + "\ndata: ")
                    .appendBuffer(page.toJson())
                    .appendString("\n\n"));
        } else if (!page.nextText().equals(before.nextText())) {
            response.write("id: " + page.nextText() + "\n\n");
        }
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> {
                // The handler is called at every drain, but this page is followed once.
                response.drainHandler(null);
                follow(page);
            });
        } else {
            follow(page);
        }
    }

    private void follow(ChangePage page) {
        if (page.more()) {
            readNext(page);
            return;
        }
        poller.await(page.next(), MAX_WAIT, this::isClosed).onSuccess(changed -> {
            if (changed) {
                readNext(page);
            } else {
                end();
            }
        });
    }

    private boolean isClosed() {
        return response.closed() || response.ended();
    }

    private void end() {
        if (!isClosed()) {
            response.end();
        }
    }
}
