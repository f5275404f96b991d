package run.opentrack.gateway.upstream;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

/** One address of a service, and how it does. */
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

    /** A request to it. */
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

    /** It did not take a connection, or says itself that it is about to end. */
    public void markDraining() {
        ejected = true;
    }

    /** It took a request and gave no answer. Once may be an accident. */
    public void recordFailure() {
        // Two event loops may count as one here; then it rests one failure later.
        failures++;
        if (failures >= EJECTION_THRESHOLD) {
            ejected = true;
        }
    }

    /** It answered a request. */
    public void recordSuccess() {
        if (failures != 0) {
            failures = 0;
        }
    }

    /** It answered a probe. */
    void markHealthy() {
        failures = 0;
        ejected = false;
    }

    /** Whether others are to be tried before it. */
    boolean isEjected() {
        return ejected;
    }
}
