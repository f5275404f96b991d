package run.opentrack.gateway.forward;

import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.util.Iterator;
import run.opentrack.gateway.route.Replica;
import run.opentrack.gateway.route.Route;
import run.opentrack.wire.error.ErrorAnswer;
import run.opentrack.wire.error.Refusal;
import run.opentrack.wire.request.RequestId;

/**
 * One request on its way to an upstream and back. Bodies stream both ways, with back-pressure. A connection that is
 * refused has carried nothing: any request may then go to the next replica. Once something was sent only a GET or HEAD
 * goes to another replica, once; nothing else is ever sent twice.
 */
final class Forwarding {
    private final HttpClient client;
    private final long answerTimeoutMillis;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Route route;
    private final String requestId;
    private final Iterator<Replica> replicas;
    private HttpClientRequest sent;
    private boolean retried;
    private boolean clientGone;
    private long bodyBytes;

    Forwarding(HttpClient client, long answerTimeoutMillis, HttpServerRequest request, Route route, String requestId) {
        this.client = client;
        this.answerTimeoutMillis = answerTimeoutMillis;
        this.request = request;
        this.response = request.response();
        this.route = route;
        this.requestId = requestId;
        this.replicas = route.upstream().inTurn().iterator();
    }

    void begin() {
        if (HopByHop.stripsEndToEnd(request.headers())) {
            ErrorAnswer.end(response, Refusal.ofStatus(400));
            return;
        }
        if (announcedLength() > route.bodyLimit()) {
            ErrorAnswer.end(response, Refusal.tooLarge(route.bodyLimit()));
            return;
        }
        request.pause();
        request.exceptionHandler(gone -> abandon());
        response.closeHandler(gone -> abandon());
        send(replicas.next());
    }

    private void send(Replica replica) {
        RequestOptions options = new RequestOptions()
                .setServer(replica.address())
                .setHost(replica.address().host())
                .setPort(replica.address().port())
                .setMethod(request.method())
                .setURI(request.uri())
                .setTimeout(answerTimeoutMillis);
        client.request(options).onComplete(connected -> {
            if (connected.succeeded()) {
                replica.foundAlive();
                write(connected.result(), replica);
            } else if (Failures.isRefusedConnection(connected.cause())) {
                replica.foundDead();
                nextOr(connected.cause());
            } else {
                fail(connected.cause());
            }
        });
    }

    private void write(HttpClientRequest upstream, Replica replica) {
        if (clientGone) {
            upstream.reset();
            return;
        }
        sent = upstream;
        HopByHop.copyRequest(request.headers(), upstream.headers());
        upstream.putHeader(RequestId.HEADER, requestId);
        upstream.putHeader("X-Forwarded-For", request.remoteAddress().hostAddress());
        upstream.response().onComplete(answered -> {
            if (answered.succeeded()) {
                answer(answered.result());
            } else {
                replica.foundDead();
                retryOr(answered.cause());
            }
        });
        if (hasBody()) {
            sendBody(upstream);
        } else {
            request.resume();
            upstream.end();
        }
    }

    private void sendBody(HttpClientRequest upstream) {
        if (announcedLength() < 0) {
            upstream.setChunked(true);
        }
        request.handler(chunk -> {
            bodyBytes += chunk.length();
            if (bodyBytes > route.bodyLimit()) {
                request.handler(null).endHandler(null);
                upstream.reset();
                ErrorAnswer.end(response, Refusal.tooLarge(route.bodyLimit()));
                return;
            }
            upstream.write(chunk);
            if (upstream.writeQueueFull()) {
                request.pause();
                upstream.drainHandler(drained -> request.resume());
            }
        });
        request.endHandler(end -> upstream.end());
        request.resume();
    }

    private void answer(HttpClientResponse upstream) {
        if (clientGone || response.ended()) {
            sent.reset();
            return;
        }
        response.setStatusCode(upstream.statusCode());
        HopByHop.copyAnswer(upstream.headers(), response.headers());
        if (!hasLength(upstream) && request.method() != HttpMethod.HEAD) {
            response.setChunked(true);
        }
        upstream.exceptionHandler(failure -> cutOff());
        AnswerBody.pass(upstream, response);
    }

    /** The next replica, when there is one; nothing was sent yet. */
    private void nextOr(Throwable failure) {
        if (!clientGone && replicas.hasNext()) {
            send(replicas.next());
        } else {
            fail(failure);
        }
    }

    private void retryOr(Throwable failure) {
        boolean safe = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
        if (safe && !retried && !clientGone && !response.ended() && Failures.isLostConnection(failure)) {
            retried = true;
            send(
                    replicas.hasNext()
                            ? replicas.next()
                            : route.upstream().inTurn().get(0));
        } else {
            fail(failure);
        }
    }

    private void fail(Throwable failure) {
        if (!clientGone && !response.ended()) {
            request.resume();
            ErrorAnswer.end(
                    response, Failures.refusalFor(failure, route.upstream().name()));
        }
    }

    /** The client hung up: what was asked for it upstream is not wanted any more. */
    private void abandon() {
        clientGone = true;
        if (sent != null && !response.ended()) {
            sent.reset();
        }
    }

    /** The upstream broke off in the middle of its answer; the client must not take the part for the whole. */
    private void cutOff() {
        if (!response.ended()) {
            request.connection().close();
        }
    }

    private boolean hasBody() {
        return announcedLength() > 0 || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** The length that the request says its body has, -1 when it says none. */
    private long announcedLength() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static boolean hasLength(HttpClientResponse upstream) {
        int status = upstream.statusCode();
        return upstream.headers().contains(HttpHeaders.CONTENT_LENGTH) || status == 204 || status == 304;
    }
}
