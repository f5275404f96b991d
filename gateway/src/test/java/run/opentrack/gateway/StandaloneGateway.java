package run.opentrack.gateway;

import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import run.opentrack.tests.support.StubUpstream;

/** JUnit extension: a gateway process with one stub upstream, closed after the test class. */
public final class StandaloneGateway implements AfterAllCallback {
    private final StubUpstream upstream = new StubUpstream();
    private final GatewayProcess gateway;

    /** @param settings environment variables of the gateway */
    public StandaloneGateway(Map<String, String> settings) {
        gateway = GatewayProcess.start(settings, upstream);
    }

    public StubUpstream upstream() {
        return upstream;
    }

    public GatewayProcess gateway() {
        return gateway;
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        gateway.close();
        upstream.close();
    }
}
