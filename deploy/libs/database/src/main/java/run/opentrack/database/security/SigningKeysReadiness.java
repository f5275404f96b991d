package run.opentrack.database.security;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready before tokens can be checked. */
@Readiness
@ApplicationScoped
class SigningKeysReadiness implements HealthCheck {
    private final SecurityDataRefresher refresher;

    SigningKeysReadiness(SecurityDataRefresher refresher) {
        this.refresher = refresher;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("signing keys known")
                .status(refresher.hasSigningKeys())
                .build();
    }
}
