package run.opentrack.database;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while the database does not answer. The check that comes with Quarkus waits ten seconds to say so. */
@Readiness
@ApplicationScoped
class DatabaseReadiness implements AsyncHealthCheck {
    /** Less than a probe waits. */
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
        return HealthCheckResponse.named("database answers").status(up).build();
    }
}
