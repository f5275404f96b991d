package run.opentrack.competition.imports;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import run.opentrack.competition.imports.format.SourceFormat.InvalidSourceException;
import run.opentrack.security.OutboundAddressPolicy;

/**
 * Client that fetches a file from an address that an account named. It resolves the name once, connects to an address that
 * it has checked, follows no redirect, and reads at most 10 MiB within one total time.
 */
@ApplicationScoped
class RemoteCalendarClient {
    private static final int MAX_BYTES = 10 << 20;
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private final HttpClient client;
    private final OutboundAddressPolicy policy;
    private final Duration timeout;

    RemoteCalendarClient(Vertx vertx, OutboundAddressPolicy.Config addresses, ImportConfig config) {
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setMaxRedirects(0));
        this.policy = new OutboundAddressPolicy(addresses);
        this.timeout = config.fetchTimeout();
    }

    /**
     * Fetches a file. Blocks.
     *
     * @throws InvalidSourceException with the rule that the address or its response violates
     */
    byte[] fetch(String url) {
        policy.violationOf(url).ifPresent(rule -> {
            throw new InvalidSourceException("the address " + rule);
        });
        URI uri = OutboundAddressPolicy.toUri(url);
        Promise<Buffer> body = Promise.promise();
        send(uri, resolve(uri), body);
        try {
            return body.future()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .getBytes();
        } catch (TimeoutException e) {
            body.tryFail(e);
            throw new InvalidSourceException("the address must respond within " + timeout.toSeconds() + " seconds");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof InvalidSourceException invalid
                    ? invalid
                    : new InvalidSourceException("the address cannot be reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private InetAddress resolve(URI uri) {
        String host = uri.getHost();
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            if (!Stream.of(addresses).allMatch(policy::isAllowed)) {
                throw new InvalidSourceException("the address must resolve to public addresses only");
            }
            return addresses[0];
        } catch (UnknownHostException e) {
            throw new InvalidSourceException("the address has a host name that cannot be resolved");
        }
    }

    private void send(URI uri, InetAddress address, Promise<Buffer> body) {
        boolean https = uri.getScheme().equals("https");
        int defaultPort = https ? HTTPS_PORT : HTTP_PORT;
        int port = uri.getPort() < 0 ? defaultPort : uri.getPort();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
                .setHost(uri.getHost())
                .setPort(port)
                .setSsl(https)
                .setFollowRedirects(false)
                .setURI(uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
        client.request(options)
                .compose(request -> {
                    body.future().onFailure(failure -> request.reset());
                    return request.send();
                })
                .onSuccess(response -> read(response, body))
                .onFailure(body::tryFail);
    }

    private static void read(HttpClientResponse response, Promise<Buffer> body) {
        if (response.statusCode() != 200) {
            body.tryFail(new InvalidSourceException(
                    "the address must respond with 200 and not redirect; it responded with " + response.statusCode()));
            return;
        }
        Buffer content = Buffer.buffer();
        response.exceptionHandler(body::tryFail);
        response.handler(chunk -> {
            content.appendBuffer(chunk);
            if (content.length() > MAX_BYTES) {
                body.tryFail(new InvalidSourceException("the file must have at most " + MAX_BYTES + " bytes"));
            }
        });
        response.endHandler(end -> body.tryComplete(content));
    }
}
