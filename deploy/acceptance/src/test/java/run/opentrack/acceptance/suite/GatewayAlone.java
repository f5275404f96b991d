package run.opentrack.acceptance.suite;

import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The gateway alone before one upstream that the tests of a class play; both end with the class. */
public final class GatewayAlone implements AfterAllCallback {
    private final PlayedUpstream upstream = new PlayedUpstream();
    private final GatewayProcess gateway;

    /** @param settings of the gateway, by their names in the environment */
    public GatewayAlone(Map<String, String> settings) {
        gateway = GatewayProcess.before(settings, upstream);
    }

    public PlayedUpstream upstream() {
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
