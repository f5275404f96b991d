package run.opentrack.competition.review;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import run.opentrack.competition.sql.PipelinedTransaction;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.CountryAdvisoryLock;
import run.opentrack.competition.write.MergeTransaction;
import run.opentrack.competition.write.MergedCompetitionRepository;
import run.opentrack.competition.write.RightsQuery;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.Uncancellable;
import run.opentrack.database.WriteTransaction;
import run.opentrack.database.security.Rights;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.security.AccessToken;

/**
 * Decisions of admins about pairs that may be one competition. Each is made under the locks of both countries, so that
 * concurrent decisions about a competition are executed one after the other and a later one reads what an earlier one wrote.
 */
@ApplicationScoped
public class DuplicateReviewService {
    private static final Duration MERGE_UNDO_PERIOD = Duration.ofDays(30);
    /** Limits the connections that are occupied by decisions which wait for the locks of their countries. */
    static final int MAX_IN_PROGRESS = 4;

    private final Pool database;
    private final ReviewRepository repository;
    private final MergeTransaction mergeTransaction;
    private final Clock clock;
    private final Semaphore permits = new Semaphore(MAX_IN_PROGRESS);

    DuplicateReviewService(Pool database, ReviewRepository repository, MergeTransaction mergeTransaction, Clock clock) {
        this.database = database;
        this.repository = repository;
        this.mergeTransaction = mergeTransaction;
        this.clock = clock;
    }

    /** State of a pair after a decision or its undo, and the pair as JSON. */
    record ReviewResult(String state, String json) {}

    /** Decision about a locked pair, or its undo, in a transaction; it returns the pair with its new state. */
    @FunctionalInterface
    private interface PairOperation {
        Uni<DuplicatePair> apply(SqlExecutor sql, DuplicatePair pair, Rights rights);
    }

    Uni<ReviewRepository.Page> list(AccessToken caller, DuplicateFilter filter) {
        return ReadTimeout.apply(RightsQuery.of(SqlExecutor.on(database), caller)
                .invoke(rights -> rights.requireAdministrationOf(filter.country()))
                .chain(() -> repository.findPage(filter)));
    }

    /** @return fails with 403, 404 or 422, and with 409 if the pair is decided or one of its competitions was merged */
    Uni<ReviewResult> decide(AccessToken caller, UUID id, DuplicateDecision decision) {
        return execute(caller, id, (sql, pair, rights) -> {
            if (pair.isDecided()) {
                throw conflict("The pair is decided already", pair);
            }
            if (!pair.bothExist()) {
                return MergedCompetitionRepository.failAbsent(
                        sql,
                        List.of(pair.firstId(), pair.secondId()),
                        ApiException.notFound("One of the competitions was deleted"));
            }
            if (!decision.same()) {
                return Uni.createFrom().item(pair.withState(DuplicatePair.DIFFERENT));
            }
            if (!pair.contains(decision.keep())) {
                throw ApiException.invalid(
                        Violation.ofMember("keep", "must be one of both competitions", "value_error.keep"));
            }
            DuplicatePair decided = pair.withMergeDecision(decision, rights);
            UUID keptId = decision.keep();
            return decided.state().equals(DuplicatePair.PROPOSED)
                    ? Uni.createFrom().item(decided)
                    : mergeTransaction
                            .merge(sql, caller, keptId, pair.other(keptId), decided.takenMembers())
                            .replaceWith(decided);
        });
    }

    private static ApiException conflict(String error, DuplicatePair pair) {
        Map<String, String> detail = new LinkedHashMap<>();
        detail.put("error", error);
        detail.put("state", pair.state());
        return ApiException.conflict(detail);
    }

    /** Undoes a decision. The undo of a merge requires administration of the removed competition's country. */
    Uni<ReviewResult> undo(AccessToken caller, UUID id) {
        return execute(caller, id, (sql, pair, rights) -> {
            if (!pair.isDecided()) {
                throw conflict("The pair is not decided", pair);
            }
            if (pair.state().equals(DuplicatePair.DIFFERENT)) {
                return Uni.createFrom().item(pair.withState(DuplicatePair.OPEN));
            }
            UUID removedId = pair.other(pair.keptId());
            rights.requireAdministrationOf(pair.countryOf(removedId));
            boolean mayUpdateKept = rights.mayAdminister(pair.countryOf(pair.keptId()));
            return MergedCompetitionRepository.find(sql, removedId)
                    .chain(merge -> {
                        if (merge.at().isBefore(clock.instant().minus(MERGE_UNDO_PERIOD))) {
                            throw ApiException.gone(
                                    "A merge can be undone for " + MERGE_UNDO_PERIOD.toDays() + " days");
                        }
                        return mergeTransaction.undo(sql, caller, removedId, merge, mayUpdateKept);
                    })
                    .replaceWith(pair.withState(DuplicatePair.OPEN));
        });
    }

    private Uni<ReviewResult> execute(AccessToken caller, UUID id, PairOperation operation) {
        return ReadTimeout.apply(Uni.combine()
                        .all()
                        .unis(RightsQuery.of(SqlExecutor.on(database), caller), repository.find(id))
                        .with((rights, pair) -> requireVisible(rights, pair)))
                .chain(pair -> withPermit(PipelinedTransaction.run(
                        database,
                        WriteTransaction.TIMEOUT,
                        transaction -> executeLocked(transaction, caller, pair, operation))));
    }

    /** Executes a transaction while it has a permit, also if the client disconnects. */
    <T> Uni<T> withPermit(Uni<T> transaction) {
        return permits.tryAcquire()
                ? Uncancellable.of(transaction.onTermination().invoke(permits::release))
                : Uni.createFrom().failure(ApiException.unavailable("Too many decisions are in progress", 1));
    }

    private Uni<ReviewResult> executeLocked(
            PipelinedTransaction transaction, AccessToken caller, DuplicatePair found, PairOperation operation) {
        return transaction
                .begin(sql -> Uni.combine()
                        .all()
                        .unis(
                                RightsQuery.of(sql, caller),
                                CountryAdvisoryLock.acquire(sql, found.countries()),
                                repository.lock(sql, found.id()))
                        .asTuple())
                .chain(locked -> {
                    DuplicatePair pair = requireVisible(locked.getItem1(), locked.getItem3());
                    if (!pair.countries().equals(found.countries())) {
                        throw ApiException.unavailable("One of the competitions has just moved to another country", 1);
                    }
                    return operation.apply(transaction.sql(), pair, locked.getItem1());
                })
                .chain(decided -> {
                    Instant now = clock.instant();
                    return transaction.commit(sql -> Uni.combine()
                            .all()
                            .unis(
                                    repository.update(sql, decided, caller.accountId(), now),
                                    repository.findJson(sql, decided.id()))
                            .with((updated, json) -> new ReviewResult(decided.state(), json)));
                });
    }

    /** Rejects callers without any group before it checks whether the pair exists, so that they cannot test ids. */
    private static DuplicatePair requireVisible(Rights rights, DuplicatePair pair) {
        if (!rights.isSuperuser() && rights.countries().isEmpty()) {
            throw ApiException.forbidden("A group ADMIN_XXX of a country, or SUPERUSER, is required");
        }
        if (pair == null) {
            throw ApiException.notFound("There is no pair with this id");
        }
        if (!rights.mayAdminister(pair.firstCountry())) {
            rights.requireAdministrationOf(pair.secondCountry());
        }
        return pair;
    }
}
