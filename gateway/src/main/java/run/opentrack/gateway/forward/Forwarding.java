package run.opentrack.gateway.forward;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Iterator;
import run.opentrack.gateway.connection.Exchange;
import run.opentrack.gateway.memory.AnswerMemory;
import run.opentrack.gateway.memory.KeptAnswer;
import run.opentrack.gateway.memory.Recollection;
import run.opentrack.gateway.request.Arrival;
import run.opentrack.gateway.request.Target;
import run.opentrack.gateway.route.Replica;
import run.opentrack.gateway.route.Route;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.request.RequestId;

/**
 * One request on its way to an upstream and back. Bodies stream both ways, with back-pressure. A connection that is
 * refused has carried nothing: any request may then go to the next replica. Once something was sent only a GET or HEAD
 * goes to another replica, once; nothing else is ever sent twice.
 */
final class Forwarding implements Exchange {
    private final Forwarder forwarder;
    private final Times times;
    private final Arrival arrival;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Route route;
    private final Iterator<Replica> replicas;
    private final RequestBody body;
    private final Recollection recollection;
    private HttpClientRequest sent;
    private Places.Place place;
    private AnswerBody answer;
    private Replica replica;
    /** Since when the upstream is waited for; 0 while it is not. */
    private long waitingSince;

    private boolean retried;
    private boolean over;

    Forwarding(Forwarder forwarder, Times times, AnswerMemory memory, Arrival arrival, Route route) {
        this.forwarder = forwarder;
        this.times = times;
        this.arrival = arrival;
        this.request = arrival.request();
        this.response = request.response();
        this.route = route;
        this.replicas = route.upstream().inTurn().iterator();
        this.body = arrival.head().hasBody()
                ? new RequestBody(request, arrival.head().announcedLength(), route.bodyLimit())
                : null;
        this.recollection = body == null ? memory.of(route, request) : null;
    }

    void begin() {
        if (arrival.head().announcedLength() > route.bodyLimit()) {
            tooLarge();
            return;
        }
        arrival.visit().handTo(this);
        request.exceptionHandler(gone -> abandon());
        response.exceptionHandler(gone -> abandon());
        response.closeHandler(gone -> abandon());
        if (body == null) {
            waitFor(System.nanoTime());
            connect(replicas.next());
        } else {
            body.receive(this::bodyHasBegun, this::tooLarge);
            if (arrival.head().expect() != null) {
                response.writeContinue();
            }
        }
    }

    private void bodyHasBegun() {
        if (!over) {
            waitFor(System.nanoTime());
            connect(replicas.next());
        }
    }

    private void tooLarge() {
        cancel();
        arrival.refuse(ApiException.tooLarge(route.bodyLimit()));
    }

    private void connect(Replica next) {
        replica = next;
        place = forwarder.placesAt(next).ask(this::open, this::giveUp);
        if (place == null) {
            notConnected(Failures.TOO_BUSY);
        } else {
            place.enter();
        }
    }

    private void open() {
        Future<HttpClientRequest> connected =
                forwarder.client().request(replica.request(request.method(), Target.inPercents(request.uri())));
        connected.onComplete(connection -> {
            if (over) {
                if (connection.succeeded()) {
                    connection.result().reset();
                }
            } else if (connection.succeeded()) {
                send(connection.result());
            } else {
                notConnected(connection.cause());
            }
        });
    }

    private void notConnected(Throwable failure) {
        leave();
        if (Failures.isRefusedConnection(failure)) {
            replica.foundLeaving();
        }
        if (Failures.isNothingSent(failure) && replicas.hasNext()) {
            connect(replicas.next());
        } else {
            fail(failure);
        }
    }

    private void send(HttpClientRequest upstream) {
        sent = upstream;
        HopByHop.copyRequest(request.headers(), arrival.head().namedByConnection(), upstream.headers());
        Forwarded.write(arrival, upstream.headers());
        if (recollection != null) {
            recollection.ask(upstream.headers());
        }
        upstream.response().onComplete(answered -> {
            if (over) {
                return;
            }
            if (answered.succeeded()) {
                pass(answered.result());
            } else {
                broken(answered.cause());
            }
        });
        if (body == null) {
            upstream.end();
        } else {
            waitFor(0);
            // What still comes is no work for the replica: a client that sends slowly takes nobody's place.
            if (!body.hasEnded()) {
                place.standAside();
            }
            body.sendTo(upstream, this::bodyHasEnded);
        }
    }

    private void bodyHasEnded() {
        place.comeBack();
        waitFor(System.nanoTime());
    }

    private void pass(HttpClientResponse upstream) {
        waitFor(0);
        replica.foundAlive();
        HopByHop.copyAnswer(upstream.headers(), response.headers());
        if (Failures.isLeaving(upstream)) {
            replica.foundLeaving();
        }
        boolean withoutLength = request.method() != HttpMethod.HEAD && !AnswerBody.hasLength(upstream);
        boolean endsIt = withoutLength && request.version() == HttpVersion.HTTP_1_0;
        arrival.sayGoodbye(endsIt || isBodyAwaited());
        KeptAnswer confirmed = recollection == null ? null : recollection.confirmedBy(upstream);
        if (confirmed != null) {
            // The upstream has had its say: whatever happens to the client, its connection serves others by now.
            sent = null;
            leave();
            confirmed.sendTo(response);
            return;
        }
        response.setStatusCode(upstream.statusCode());
        response.setChunked(withoutLength);
        upstream.exceptionHandler(this::brokenOff);
        answer = AnswerBody.pass(upstream, response, keeper(upstream), place, this::answered);
    }

    /** An upstream that answers before the body has ended waits for the rest of it, which nobody sends any more. */
    private void answered() {
        leave();
        if (isBodyAwaited()) {
            sent.reset();
        }
    }

    private boolean isBodyAwaited() {
        return body != null && !body.hasEnded();
    }

    /** Who keeps the answer that passes; or null. */
    private Recollection keeper(HttpClientResponse upstream) {
        if (recollection == null || !recollection.wants(upstream)) {
            return null;
        }
        MultiMap passing = MultiMap.caseInsensitiveMultiMap();
        HopByHop.copyAnswer(upstream.headers(), passing);
        recollection.begin(passing);
        return recollection;
    }

    private void broken(Throwable failure) {
        leave();
        replica.foundSilent();
        boolean safe = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
        if (safe && body == null && !retried && Failures.isLostConnection(failure)) {
            retried = true;
            connect(replicas.hasNext() ? replicas.next() : replica);
        } else {
            fail(failure);
        }
    }

    private void fail(Throwable failure) {
        over = true;
        leave();
        arrival.refuse(Failures.refusalFor(failure, route.upstream()));
    }

    private void waitFor(long since) {
        waitingSince = since;
    }

    @Override
    public void tick(long now) {
        if (over) {
            return;
        }
        if (answer != null) {
            if (answer.isStuck(now, times.stallNanos())) {
                cancel();
                cutOff();
            }
            return;
        }
        if (isBodyAwaited() && !body.isHeldBack()) {
            waitFor(0);
        } else if (isBodyAwaited() && waitingSince == 0) {
            waitFor(now);
        }
        if (waitingSince != 0 && now - waitingSince > times.answerNanos()) {
            replica.foundSilent();
            cancel();
            arrival.refuse(Failures.late(route.upstream()));
        }
    }

    @Override
    public boolean holdsBodyBack() {
        return body != null && body.isHeldBack();
    }

    /** The client hung up: what was asked for it upstream is not wanted any more. */
    private void abandon() {
        if (!over && !response.ended()) {
            cancel();
        }
    }

    /** Others need what this client does not take: it takes nothing for longer than they. */
    private void giveUp() {
        cancel();
        arrival.visit().reset();
    }

    private void cancel() {
        over = true;
        leave();
        if (sent != null) {
            sent.reset();
        }
    }

    private void leave() {
        if (place != null) {
            place.leave();
        }
        if (recollection != null) {
            recollection.end();
        }
    }

    /** As long as the client has nothing of the answer it can still be told. */
    private void brokenOff(Throwable failure) {
        if (response.headWritten()) {
            cutOff();
        } else {
            response.setChunked(false).headers().clear().set(RequestId.HEADER, arrival.id());
            fail(failure);
        }
    }

    /** The upstream broke off in the middle of its answer; the client must not take the part for the whole. */
    private void cutOff() {
        over = true;
        leave();
        if (!response.ended()) {
            request.connection().close();
        }
    }
}
