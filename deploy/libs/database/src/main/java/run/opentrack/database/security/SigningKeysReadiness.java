package run.opentrack.database.security;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness check that fails until signing keys are loaded. */
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
