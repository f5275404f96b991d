package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.opentrack.competition.duplicate.DuplicateCheckResult;
import run.opentrack.competition.duplicate.DuplicateFinder;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.duplicate.MatchFeatures;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.rights.RightsQuery;
import run.opentrack.competition.sql.QueryBatcher;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.security.Rights;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/**
 * A look at the calendar before the country is locked. Federations send what is there already, their whole calendar each
 * night: that is refused without a transaction and without keeping anybody waiting. Whatever is not plainly a duplicate
 * here is decided on under the lock.
 */
@ApplicationScoped
class DuplicatePrecheck {
    private static final int MAX_BATCH_SIZE = 32;

    private final Pool database;
    private final DuplicateFinder duplicates;
    private final OverridePolicy overridePolicy;
    private final QueryBatcher<CreateRequest, Optional<WriteResponse>> batcher =
            new QueryBatcher<>(MAX_BATCH_SIZE, ReadTimeout.TIMEOUT, this::query);

    DuplicatePrecheck(Pool database, DuplicateFinder duplicates, OverridePolicy objections) {
        this.database = database;
        this.duplicates = duplicates;
        this.overridePolicy = objections;
    }

    /** The 409, if there is one. To be called on an event loop. */
    Uni<Optional<WriteResponse>> check(CreateRequest application) {
        if (application.overrideToken() != null) {
            return Uni.createFrom().item(Optional.empty());
        }
        return UniHelper.toUni(batcher.submit(application))
                .onFailure()
                .transform(failure -> ApiException.unavailable());
    }

    private Future<List<Optional<WriteResponse>>> query(List<CreateRequest> applications) {
        List<MatchFeatures> wanted =
                applications.stream().map(CreateRequest::features).toList();
        SqlExecutor beside = SqlExecutor.on(database);
        return UniHelper.toFuture(Uni.combine()
                .all()
                .unis(duplicates.findForCreates(beside, wanted), RightsQuery.ofEach(beside, applications))
                .with((found, rights) -> overridePolicy(applications, found, rights)));
    }

    private List<Optional<WriteResponse>> overridePolicy(
            List<CreateRequest> applications, DuplicateCheckResult found, Map<AccessToken, Rights> rights) {
        List<Optional<WriteResponse>> answers = new ArrayList<>();
        for (int n = 0; n < applications.size(); n++) {
            CreateRequest application = applications.get(n);
            answers.add(conflict(application, rights.get(application.caller()), found.matches(n)));
        }
        return answers;
    }

    private Optional<WriteResponse> conflict(CreateRequest application, Rights rights, DuplicateMatches matches) {
        boolean isPlain =
                rights != null && rights.mayAdminister(application.data().countryId()) && !matches.isEmpty();
        return isPlain ? Optional.of(overridePolicy.conflict(application, matches)) : Optional.empty();
    }
}
