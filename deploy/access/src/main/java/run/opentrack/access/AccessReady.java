package run.opentrack.access;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready before tokens can be checked. */
@Readiness
@ApplicationScoped
class AccessReady implements HealthCheck {
    private final AccessFeed feed;

    AccessReady(AccessFeed feed) {
        this.feed = feed;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("signing keys known")
                .status(feed.isFollowing())
                .build();
    }
}
