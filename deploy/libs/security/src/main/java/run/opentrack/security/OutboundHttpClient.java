package run.opentrack.security;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Client for addresses that accounts name. It resolves a name once for each request, connects to an address that it has
 * checked, follows no redirect, and bounds the total time and the size of the response.
 */
@ApplicationScoped
public class OutboundHttpClient {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int MAX_CONNECTIONS = 1_000;
    private static final int RESOLVER_THREADS = 16;

    private final Vertx vertx;
    private final WorkerExecutor resolver;
    private final HttpClient client;
    private final OutboundAddressPolicy policy;
    private final NameResolver names;

    @Inject
    public OutboundHttpClient(Vertx vertx, OutboundAddressPolicy.Config addresses) {
        this(vertx, addresses, InetAddress::getAllByName);
    }

    OutboundHttpClient(Vertx vertx, OutboundAddressPolicy.Config addresses, NameResolver names) {
        this.vertx = vertx;
        this.names = names;
        this.resolver = vertx.createSharedWorkerExecutor("outbound-names", RESOLVER_THREADS);
        // Two endpoints may share an address; a slow one must not take the connections of the other.
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setKeepAlive(false)
                .setMaxPoolSize(MAX_CONNECTIONS)
                .setMaxWaitQueueSize(0)
                .setDecompressionSupported(false)
                .setMaxRedirects(0));
        this.policy = new OutboundAddressPolicy(addresses);
    }

    /** Resolver of host names. */
    @FunctionalInterface
    interface NameResolver {
        InetAddress[] resolve(String name) throws UnknownHostException;
    }

    /**
     * Request to an address.
     *
     * @param body null for none
     * @param timeout total time, to the end of the response
     * @param maxBytes size to which the body of the response is read
     */
    public record Request(
            HttpMethod method, String url, Map<String, String> headers, Buffer body, Duration timeout, int maxBytes) {}

    /** @param truncated true if the body is longer than the request allows */
    public record Response(int status, MultiMap headers, Buffer body, boolean truncated) {}

    /** Failure without a response; its message is for the owner of the address. */
    public static final class OutboundException extends RuntimeException {
        OutboundException(String message) {
            super(message, null, false, false);
        }
    }

    /** Sends a request. Fails with {@link OutboundException} if there is no complete response. */
    public Future<Response> send(Request request) {
        String violation = policy.violationOf(request.url()).orElse(null);
        if (violation != null) {
            return Future.failedFuture(new OutboundException("the address " + violation));
        }
        URI uri = OutboundAddressPolicy.toUri(request.url());
        Promise<Response> result = Promise.promise();
        long timer = vertx.setTimer(
                request.timeout().toMillis(),
                expired -> result.tryFail(new OutboundException(
                        "the address must respond within " + request.timeout().toSeconds() + " seconds")));
        resolver.executeBlocking(() -> resolve(uri), false)
                .compose(address -> connect(request, uri, address, result))
                .compose(connected -> {
                    result.future().onFailure(failure -> connected.reset());
                    return request.body() == null ? connected.send() : connected.send(request.body());
                })
                .onSuccess(response -> read(response, request.maxBytes(), result))
                .onFailure(result::tryFail);
        return result.future()
                .onComplete(done -> vertx.cancelTimer(timer))
                .recover(
                        failure -> Future.failedFuture(failure instanceof OutboundException ? failure : unreachable()));
    }

    private static OutboundException unreachable() {
        return new OutboundException("the address cannot be reached");
    }

    private InetAddress resolve(URI uri) {
        try {
            InetAddress[] addresses = names.resolve(OutboundAddressPolicy.hostOf(uri));
            if (!Stream.of(addresses).allMatch(policy::isAllowed)) {
                throw new OutboundException("the address must resolve to public addresses only");
            }
            return addresses[0];
        } catch (UnknownHostException e) {
            throw new OutboundException("the address has a host name that cannot be resolved");
        }
    }

    /** Connects, unless the time has passed meanwhile. */
    private Future<HttpClientRequest> connect(Request request, URI uri, InetAddress address, Promise<Response> result) {
        if (result.future().isComplete()) {
            return Future.failedFuture(unreachable());
        }
        boolean https = uri.getScheme().equals("https");
        int port = OutboundAddressPolicy.portOf(uri);
        RequestOptions options = new RequestOptions()
                .setMethod(request.method())
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setHost(OutboundAddressPolicy.hostOf(uri))
                .setPort(port)
                .setSsl(https)
                .setFollowRedirects(false)
                .setURI(uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
        request.headers().forEach(options::putHeader);
        return client.request(options);
    }

    private static void read(HttpClientResponse response, int maxBytes, Promise<Response> result) {
        Buffer content = Buffer.buffer();
        response.exceptionHandler(result::tryFail);
        response.handler(chunk -> {
            content.appendBuffer(chunk, 0, Math.min(chunk.length(), maxBytes - content.length()));
            if (content.length() == maxBytes) {
                response.handler(null);
                result.tryComplete(new Response(response.statusCode(), response.headers(), content, true));
                response.request().reset();
            }
        });
        response.endHandler(
                end -> result.tryComplete(new Response(response.statusCode(), response.headers(), content, false)));
    }
}
