package run.opentrack.export.run;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.Uncancellable;
import run.opentrack.database.security.RightsLookup;
import run.opentrack.export.run.RunRepository.RunLease;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/** Operations of the exports API: any account reads runs, superusers start one. */
@ApplicationScoped
class ExportService {
    private final ExportScheduler scheduler;
    private final RunQueries queries;
    private final Pool database;

    ExportService(ExportScheduler scheduler, RunQueries queries, Pool database) {
        this.scheduler = scheduler;
        this.queries = queries;
        this.database = database;
    }

    Uni<List<RunView>> latest() {
        return ReadTimeout.apply(queries.latest());
    }

    Uni<RunView> find(UUID id) {
        return ReadTimeout.apply(queries.byId(id))
                .map(run -> run.orElseThrow(() -> ApiException.notFound("No export run has this id")));
    }

    Uni<RunView> start(AccessToken caller, boolean acceptShrink) {
        return ReadTimeout.apply(requireSuperuser(caller))
                .chain(() -> startRun(acceptShrink))
                .map(lease -> lease.orElseThrow(() -> ApiException.conflict("An export run is in progress")))
                .map(RunView::started);
    }

    private Uni<Void> requireSuperuser(AccessToken caller) {
        return RightsLookup.find(database, caller)
                .invoke(rights -> RightsLookup.requireValid(rights).requireSuperuserOrKey())
                .replaceWithVoid();
    }

    /** Starts a run; 504 on a timeout, because the run may have started. */
    private Uni<Optional<RunLease>> startRun(boolean acceptShrink) {
        return Uncancellable.of(scheduler.start(acceptShrink))
                .ifNoItem()
                .after(ReadTimeout.TIMEOUT)
                .failWith(ApiException::gatewayTimeout);
    }
}
