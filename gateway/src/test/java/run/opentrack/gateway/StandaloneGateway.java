package run.opentrack.gateway;

import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import run.opentrack.tests.support.StubUpstream;

/** The gateway alone before one upstream that the tests of a class play; both end with the class. */
public final class StandaloneGateway implements AfterAllCallback {
    private final StubUpstream upstream = new StubUpstream();
    private final GatewayProcess gateway;

    /** @param settings of the gateway, by their names in the environment */
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
