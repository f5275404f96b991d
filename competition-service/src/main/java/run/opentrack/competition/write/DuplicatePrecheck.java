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
import java.util.stream.IntStream;
import run.opentrack.competition.duplicate.DuplicateFinder;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.duplicate.MatchFeatures;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.sql.QueryBatcher;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.security.Rights;
import run.opentrack.security.AccessToken;

/**
 * Duplicate check without lock and transaction, in one query for concurrent creates of all countries. Federations send
 * whole calendars again, which are duplicates nearly throughout. Any other create is decided under the country lock.
 */
@ApplicationScoped
class DuplicatePrecheck {
    private static final int MAX_BATCH_SIZE = 32;

    private final Pool database;
    private final DuplicateFinder duplicates;
    private final OverridePolicy overridePolicy;
    private final QueryBatcher<CreateRequest, Optional<WriteResponse>> batcher =
            new QueryBatcher<>(MAX_BATCH_SIZE, ReadTimeout.TIMEOUT, this::query);

    DuplicatePrecheck(Pool database, DuplicateFinder duplicates, OverridePolicy overridePolicy) {
        this.database = database;
        this.duplicates = duplicates;
        this.overridePolicy = overridePolicy;
    }

    /** Must be called on an event loop. The result is the 409 if the create is known to be a duplicate. */
    Uni<Optional<WriteResponse>> check(CreateRequest request) {
        return batcher.submitOrUnavailable(request)
                .invoke(response -> response.ifPresent(conflict -> CreateBatch.count("duplicate")));
    }

    private Future<List<Optional<WriteResponse>>> query(List<CreateRequest> requests) {
        List<MatchFeatures> features =
                requests.stream().map(CreateRequest::features).toList();
        SqlExecutor sql = SqlExecutor.on(database);
        return UniHelper.toFuture(Uni.combine()
                .all()
                .unis(
                        duplicates.findCandidates(sql, features),
                        RightsQuery.ofEach(
                                sql,
                                requests.stream().map(CreateRequest::caller).toList()))
                .asTuple()
                .chain(found -> duplicates.score(found.getItem1(), n -> mayCreate(found.getItem2(), requests.get(n))))
                .chain(result -> findUsedIds(sql, requests, result).map(used -> conflicts(requests, result, used)))
                .chain(conflicts -> overridePolicy.responses(sql, conflicts)));
    }

    private static boolean mayCreate(Map<AccessToken, Rights> rights, CreateRequest request) {
        Rights current = rights.get(request.caller());
        return current != null && current.mayAdminister(request.country());
    }

    /** Ids matter for duplicates only, which few creates are. */
    private static Uni<UsedIds> findUsedIds(
            SqlExecutor sql, List<CreateRequest> requests, DuplicateFinder.Result result) {
        List<CompetitionData> duplicates = IntStream.range(0, requests.size())
                .filter(n -> !result.matches(n).isEmpty())
                .mapToObj(n -> requests.get(n).data())
                .toList();
        return UsedIds.find(sql, duplicates, null);
    }

    private static List<OverridePolicy.Conflict> conflicts(
            List<CreateRequest> requests, DuplicateFinder.Result found, UsedIds usedIds) {
        List<OverridePolicy.Conflict> conflicts = new ArrayList<>();
        for (int n = 0; n < requests.size(); n++) {
            DuplicateMatches matches = found.matches(n);
            if (!matches.isEmpty()) {
                matches = usedIds.addTo(matches, requests.get(n).data());
            }
            boolean update = requests.get(n).isUpdate(matches);
            conflicts.add(requests.get(n).conflict(update ? DuplicateMatches.none() : matches));
        }
        return conflicts;
    }
}
