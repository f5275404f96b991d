package run.opentrack.gateway.upstream;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

/**
 * Upstream instance with a circuit breaker. An ejected instance is used only if all others fail, until a health check
 * succeeds.
 */
public final class UpstreamInstance {
    private static final int EJECTION_THRESHOLD = 3;

    private final SocketAddress address;
    private volatile boolean ejected;
    private volatile int failures;

    UpstreamInstance(String hostAndPort) {
        String trimmed = hostAndPort.strip();
        int colon = trimmed.lastIndexOf(':');
        this.address = SocketAddress.inetSocketAddress(
                Integer.parseInt(trimmed.substring(colon + 1)), trimmed.substring(0, colon));
    }

    /** @return options of a request to this instance */
    public RequestOptions requestOptions(HttpMethod method, String uri) {
        return new RequestOptions()
                .setServer(address)
                .setHost(address.host())
                .setPort(address.port())
                .setMethod(method)
                .setURI(uri);
    }

    public SocketAddress address() {
        return address;
    }

    /** Ejects the instance at once: it refused a connection or is shutting down. */
    public void eject() {
        ejected = true;
    }

    /** Counts a failure after the request was sent; ejects the instance after {@value #EJECTION_THRESHOLD} in a row. */
    public void recordFailure() {
        // A lost update of two event loops only delays the ejection by one failure.
        failures++;
        if (failures >= EJECTION_THRESHOLD) {
            ejected = true;
        }
    }

    /** Resets the failure count. */
    public void recordSuccess() {
        if (failures != 0) {
            failures = 0;
        }
    }

    /** Ends the ejection after a successful health check. */
    void markHealthy() {
        failures = 0;
        ejected = false;
    }

    /** @return whether other instances are tried first */
    boolean isEjected() {
        return ejected;
    }
}
