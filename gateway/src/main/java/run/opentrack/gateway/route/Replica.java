package run.opentrack.gateway.route;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

/** One address of a service, and how it does. */
public final class Replica {
    private static final int FAILURES_TO_REST = 3;

    private final SocketAddress address;
    private volatile boolean resting;
    private volatile int failures;

    Replica(String hostAndPort) {
        String trimmed = hostAndPort.strip();
        int colon = trimmed.lastIndexOf(':');
        this.address = SocketAddress.inetSocketAddress(
                Integer.parseInt(trimmed.substring(colon + 1)), trimmed.substring(0, colon));
    }

    /** A request to it. */
    public RequestOptions request(HttpMethod method, String uri) {
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
    public void foundLeaving() {
        resting = true;
    }

    /** It took a request and gave no answer. Once may be an accident. */
    public void foundSilent() {
        // Two event loops may count as one here; then it rests one failure later.
        failures++;
        if (failures >= FAILURES_TO_REST) {
            resting = true;
        }
    }

    /** It answered a request. */
    public void foundAlive() {
        if (failures != 0) {
            failures = 0;
        }
    }

    /** It answered a probe. */
    void foundReady() {
        failures = 0;
        resting = false;
    }

    /** Whether others are to be tried before it. */
    boolean isResting() {
        return resting;
    }
}
