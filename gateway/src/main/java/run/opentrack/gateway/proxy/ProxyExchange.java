package run.opentrack.gateway.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Iterator;
import run.opentrack.gateway.cache.CacheLookup;
import run.opentrack.gateway.cache.CachedResponse;
import run.opentrack.gateway.cache.ResponseCache;
import run.opentrack.gateway.connection.ClientConnection;
import run.opentrack.gateway.request.GatewayRequest;
import run.opentrack.gateway.request.RequestTargetEncoder;
import run.opentrack.gateway.upstream.Route;
import run.opentrack.gateway.upstream.UpstreamInstance;
import run.opentrack.http.error.ApiException;

/**
 * One request through the proxy; bodies are streamed in both directions with backpressure. After a refused connection
 * any request is retried on the next instance, as nothing was sent; after that only GET and HEAD are retried, once.
 */
final class ProxyExchange implements ClientConnection.InFlightExchange {
    private final ReverseProxy proxy;
    private final GatewayRequest gatewayRequest;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Route route;
    private final Iterator<UpstreamInstance> candidates;
    private final RequestBodyRelay requestBody;
    private final CacheLookup cacheLookup;
    private HttpClientRequest upstreamRequest;
    private ConcurrencyLimiter.Permit permit;
    private ResponseBodyRelay responseBody;
    private UpstreamInstance instance;
    /** Time at which the wait for the upstream started; 0 while not waiting. */
    private long waitStartedAt;

    private boolean retried;
    private boolean finished;

    ProxyExchange(ReverseProxy proxy, ResponseCache cache, GatewayRequest gatewayRequest, Route route) {
        this.proxy = proxy;
        this.gatewayRequest = gatewayRequest;
        this.request = gatewayRequest.request();
        this.response = request.response();
        this.route = route;
        this.candidates = route.upstream().selectionOrder().iterator();
        this.requestBody = gatewayRequest.headers().hasBody()
                ? new RequestBodyRelay(request, gatewayRequest.headers().contentLengthOrUnknown(), route.bodyLimit())
                : null;
        this.cacheLookup = requestBody == null ? cache.lookUp(route, gatewayRequest) : null;
    }

    void start() {
        if (gatewayRequest.headers().contentLengthOrUnknown() > route.bodyLimit()) {
            rejectTooLarge();
            return;
        }
        gatewayRequest.connection().setExchange(this);
        request.exceptionHandler(failure -> onClientDisconnect());
        response.exceptionHandler(failure -> onClientDisconnect());
        response.closeHandler(closed -> onClientDisconnect());
        if (requestBody == null) {
            connectFirst();
        } else {
            requestBody.start(this::connectFirst, this::rejectTooLarge);
            if (gatewayRequest.headers().expectsContinue(request.version())) {
                response.writeContinue();
            }
        }
    }

    private void connectFirst() {
        if (!finished) {
            waitStartedAt = System.nanoTime();
            connect(candidates.next());
        }
    }

    private void rejectTooLarge() {
        cancel();
        gatewayRequest.reject(ApiException.tooLarge(route.bodyLimit()));
    }

    private void connect(UpstreamInstance next) {
        instance = next;
        permit = proxy.limiterFor(next, route.longLived()).tryRequest(this::openConnection, this::onEvicted);
        if (permit == null) {
            onConnectFailure(UpstreamFailures.QUEUE_FULL);
        } else {
            permit.acquire();
        }
    }

    private void openConnection() {
        RequestOptions options =
                instance.requestOptions(request.method(), RequestTargetEncoder.percentEncode(request.uri()));
        proxy.client().request(options).onComplete(connection -> {
            if (finished) {
                if (connection.succeeded()) {
                    connection.result().reset();
                }
            } else if (connection.succeeded()) {
                send(connection.result());
            } else {
                onConnectFailure(connection.cause());
            }
        });
    }

    private void onConnectFailure(Throwable failure) {
        release();
        if (UpstreamFailures.isRefusedConnection(failure)) {
            instance.eject();
        }
        if (UpstreamFailures.isBeforeSend(failure) && candidates.hasNext()) {
            connect(candidates.next());
        } else {
            fail(failure);
        }
    }

    private void send(HttpClientRequest upstream) {
        upstreamRequest = upstream;
        HeaderCopier.copyRequest(gatewayRequest, upstream.headers());
        if (cacheLookup != null) {
            cacheLookup.addValidator(upstream.headers());
        }
        upstream.response().onComplete(received -> {
            if (!finished && received.succeeded()) {
                relayResponse(received.result());
            } else if (!finished) {
                onResponseFailure(received.cause());
            }
        });
        if (requestBody == null) {
            upstream.end();
        } else {
            sendBody(upstream);
        }
    }

    private void sendBody(HttpClientRequest upstream) {
        waitStartedAt = 0;
        // A slow upload does not occupy the instance.
        if (!requestBody.hasEnded()) {
            permit.suspend();
        }
        requestBody.sendTo(upstream, () -> {
            permit.resume();
            waitStartedAt = System.nanoTime();
        });
    }

    private void relayResponse(HttpClientResponse upstream) {
        waitStartedAt = 0;
        instance.recordSuccess();
        HeaderCopier.copyResponse(upstream.headers(), response.headers());
        gatewayRequest.recordAccount(upstream);
        if (UpstreamFailures.isDraining(upstream.statusCode(), upstream.getHeader(HttpHeaders.CONNECTION))) {
            instance.eject();
        }
        boolean withoutLength = request.method() != HttpMethod.HEAD && !ResponseBodyRelay.hasKnownLength(upstream);
        gatewayRequest.announceClose(withoutLength && request.version() == HttpVersion.HTTP_1_0 || isBodyIncomplete());
        CachedResponse revalidated = cacheLookup == null ? null : cacheLookup.revalidated(upstream);
        if (revalidated != null) {
            // The upstream is done; its connection may already serve another request.
            upstreamRequest = null;
            release();
            revalidated.sendTo(response);
            return;
        }
        response.setStatusCode(upstream.statusCode()).setChunked(withoutLength);
        upstream.exceptionHandler(this::onBodyFailure);
        responseBody = new ResponseBodyRelay(upstream, response, startCaching(upstream), permit, this::onResponseEnd);
    }

    /** Resets the upstream request if the response ended before the request body, which is not sent further. */
    private void onResponseEnd() {
        release();
        if (isBodyIncomplete()) {
            upstreamRequest.reset();
        }
    }

    private boolean isBodyIncomplete() {
        return requestBody != null && !requestBody.hasEnded();
    }

    /** @return the cache entry being filled by this response; null if not cached */
    private CacheLookup startCaching(HttpClientResponse upstream) {
        if (cacheLookup == null || !cacheLookup.shouldStore(upstream)) {
            return null;
        }
        cacheLookup.startStoring(HeaderCopier.copyResponse(upstream.headers(), MultiMap.caseInsensitiveMultiMap()));
        return cacheLookup;
    }

    private void onResponseFailure(Throwable failure) {
        release();
        instance.recordFailure();
        if (!retried && UpstreamFailures.isRetryable(request.method(), requestBody != null, failure)) {
            retried = true;
            connect(candidates.hasNext() ? candidates.next() : instance);
        } else {
            fail(failure);
        }
    }

    private void fail(Throwable failure) {
        finished = true;
        release();
        gatewayRequest.reject(UpstreamFailures.toApiException(failure, route.upstream()));
    }

    @Override
    public void checkTimeouts(long now) {
        if (finished) {
            return;
        }
        if (responseBody != null) {
            if (responseBody.isTimedOut(
                    now, proxy.config().responseIdleTimeout().toNanos())) {
                closeConnection();
            }
            return;
        }
        if (isBodyIncomplete() && !requestBody.isPaused()) {
            waitStartedAt = 0;
        } else if (isBodyIncomplete() && waitStartedAt == 0) {
            waitStartedAt = now;
        }
        Duration timeout = route.responseTimeout().orElse(proxy.config().responseTimeout());
        if (waitStartedAt != 0 && now - waitStartedAt > timeout.toNanos()) {
            instance.recordFailure();
            cancel();
            gatewayRequest.reject(UpstreamFailures.timeout(route.upstream()));
        }
    }

    @Override
    public void onShutdown() {
        if (!finished && responseBody == null && route.longLived()) {
            cancel();
            gatewayRequest.reject(ApiException.unavailable());
        } else if (!finished && responseBody != null && responseBody.isEventStream()) {
            cancel();
            response.end();
        }
    }

    @Override
    public boolean isRequestBodyPaused() {
        return requestBody != null && requestBody.isPaused();
    }

    /** Cancels the upstream request after the client disconnected. */
    private void onClientDisconnect() {
        if (!finished && !response.ended()) {
            cancel();
        }
    }

    /** Evicted: the longest-stalled client gives up its connection under pressure. */
    private void onEvicted() {
        cancel();
        gatewayRequest.connection().reset();
    }

    private void cancel() {
        finished = true;
        release();
        if (upstreamRequest != null) {
            upstreamRequest.reset();
        }
    }

    private void release() {
        if (permit != null) {
            permit.release();
        }
        if (cacheLookup != null) {
            cacheLookup.finishStoring();
        }
    }

    /** Sends an error response if no header was written yet. */
    private void onBodyFailure(Throwable failure) {
        if (response.headWritten()) {
            closeConnection();
        } else {
            response.setChunked(false);
            gatewayRequest.resetResponseHeaders();
            fail(failure);
        }
    }

    /** Closes the client connection, so that the client does not take a partial response for a complete one. */
    private void closeConnection() {
        cancel();
        if (!response.ended()) {
            request.connection().close();
        }
    }
}
