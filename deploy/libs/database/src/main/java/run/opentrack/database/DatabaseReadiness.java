package run.opentrack.database;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness check of the database. Replaces the check of Quarkus, which takes ten seconds to report failure. */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements AsyncHealthCheck {
    /** Shorter than the timeout of a probe. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Pool database;

    DatabaseReadiness(Pool database) {
        this.database = database;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return database.query("SELECT 1")
                .execute()
                .ifNoItem()
                .after(TIMEOUT)
                .fail()
                .map(rows -> response(true))
                .onFailure()
                .recoverWithItem(response(false));
    }

    private static HealthCheckResponse response(boolean up) {
        return HealthCheckResponse.named("database responds").status(up).build();
    }
}
