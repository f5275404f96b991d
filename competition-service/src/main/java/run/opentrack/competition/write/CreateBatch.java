package run.opentrack.competition.write;

import io.micrometer.core.instrument.Metrics;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import run.opentrack.competition.duplicate.CandidateOverlay;
import run.opentrack.competition.duplicate.DuplicateFinder;
import run.opentrack.competition.duplicate.DuplicateFinder.Relation;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.duplicate.DuplicateQueueRepository;
import run.opentrack.competition.duplicate.DuplicateQueueRepository.QueuedPair;
import run.opentrack.competition.duplicate.MatchFeatures;
import run.opentrack.competition.history.HistoryWriter;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.competition.idempotency.IdempotencyService;
import run.opentrack.competition.idempotency.IdempotencyService.StoredResponse;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.sql.PipelinedTransaction;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.security.Rights;
import run.opentrack.database.security.RightsLookup;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/**
 * Evaluates and inserts one batch of creates under one country lock and one commit. A request that may duplicate another
 * of the batch is deferred to the next one, where that is stored.
 */
@ApplicationScoped
class CreateBatch {
    private final Pool database;
    private final DuplicateFinder duplicates;
    private final OverridePolicy overridePolicy;
    private final IdempotencyService idempotency;
    private final Clock clock;

    CreateBatch(
            Pool database,
            DuplicateFinder duplicates,
            OverridePolicy overridePolicy,
            IdempotencyService idempotency,
            Clock clock) {
        this.database = database;
        this.duplicates = duplicates;
        this.overridePolicy = overridePolicy;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /**
     * @param requests for one country
     * @return an outcome for each request, in their order
     */
    Uni<List<WriteOutcome>> execute(List<CreateRequest> requests, Duration timeout) {
        return PipelinedTransaction.run(database, timeout, transaction -> execute(transaction, requests));
    }

    /** Executes the requests in a transaction or a part of one. */
    Uni<List<WriteOutcome>> execute(PipelinedTransaction transaction, List<CreateRequest> requests) {
        return transaction
                .begin(sql -> evaluate(sql, requests))
                .chain(evaluation -> checkDuplicates(transaction.sql(), evaluation))
                .chain(evaluation -> transaction.commit(sql -> write(sql, evaluation)));
    }

    /** Sends all queries at once. The database executes them in this order, so that they see what the lock waited for. */
    Uni<CreateEvaluation> evaluate(SqlExecutor sql, List<CreateRequest> requests) {
        List<IdempotencyKey> keys = requests.stream().map(CreateRequest::key).toList();
        List<CompetitionData> data = requests.stream().map(CreateRequest::data).toList();
        List<MatchFeatures> features =
                requests.stream().map(CreateRequest::features).toList();
        return Uni.combine()
                .all()
                .unis(
                        RightsQuery.ofEach(
                                sql,
                                requests.stream().map(CreateRequest::caller).toList()),
                        idempotency.lockAndFind(sql, keys),
                        CountryAdvisoryLock.acquire(sql, Set.of(requests.get(0).country())),
                        findCandidates(sql, requests.get(0), features),
                        SlugAllocator.find(sql, data, null),
                        UsedIds.find(sql, data, requests.get(0).overlay()),
                        MergedCompetitionRepository.findReserved(sql, data))
                .with((rights, stored, locked, candidates, free, usedIds, reserved) -> {
                    WriteOutcome[] outcomes = new WriteOutcome[requests.size()];
                    for (int n = 0; n < outcomes.length; n++) {
                        outcomes[n] = check(requests.get(n), rights, stored.get(n), reserved.get(n));
                    }
                    return new CreateEvaluation(
                            requests, candidates, outcomes, new ArrayList<>(), free, usedIds, new LinkedHashMap<>());
                });
    }

    /** @param first any request: those of a dry run are of one call */
    private Uni<DuplicateFinder.Candidates> findCandidates(
            SqlExecutor sql, CreateRequest first, List<MatchFeatures> features) {
        Uni<DuplicateFinder.Candidates> stored = duplicates.findCandidatesInAllCountries(sql, features);
        CandidateOverlay overlay = first.overlay();
        return overlay == null ? stored : stored.map(candidates -> candidates.with(overlay));
    }

    /**
     * @param reserved the competition that the requested id or national id of a merged one leads to, otherwise null
     * @return null if the caller has the right and no response to replay
     */
    private WriteOutcome check(
            CreateRequest request, Map<AccessToken, Rights> rights, StoredResponse stored, UUID reserved) {
        try {
            RightsLookup.requireValid(rights.get(request.caller())).requireAdministrationOf(request.country());
            Optional<WriteResponse> replay = idempotency.replay(request.key(), stored);
            if (replay.isEmpty() && reserved != null) {
                coveredMatches(request);
                throw MergedCompetitionRepository.conflict(reserved);
            }
            return replay.map(WriteOutcome::of).orElse(null);
        } catch (ApiException error) {
            return WriteOutcome.of(error);
        }
    }

    /** @throws ApiException 422 for an invalid override token */
    private Set<UUID> coveredMatches(CreateRequest request) {
        return overridePolicy.coveredMatches(
                request.overrideToken(), request.caller().accountId(), request.data());
    }

    Uni<CreateEvaluation> checkDuplicates(SqlExecutor sql, CreateEvaluation evaluation) {
        return duplicates
                .scoreAndCompare(
                        evaluation.candidates(),
                        n -> evaluation.outcomes()[n] == null,
                        found -> acceptOrConflict(evaluation, found))
                .chain(conflicts -> overridePolicy
                        .responses(sql, conflicts)
                        .map(responses -> refuse(evaluation, conflicts, responses)));
    }

    private List<OverridePolicy.Conflict> acceptOrConflict(CreateEvaluation evaluation, DuplicateFinder.Result found) {
        List<OverridePolicy.Conflict> conflicts = new ArrayList<>();
        for (int n = 0; n < evaluation.outcomes().length; n++) {
            DuplicateMatches uncovered =
                    evaluation.outcomes()[n] == null ? accept(evaluation, n, found) : DuplicateMatches.none();
            conflicts.add(evaluation.requests().get(n).conflict(uncovered));
        }
        return conflicts;
    }

    /** @return the outcome of a request that is not to be decided in this batch, otherwise null */
    private static WriteOutcome deferredOrOvertaken(
            CreateEvaluation evaluation, int index, DuplicateFinder.Result found) {
        if (!found.isScored(index) || evaluation.isBehindDeferred(index)) {
            return WriteOutcome.DEFERRED;
        }
        return evaluation.requests().get(index).isUpdate(found.matches(index))
                ? WriteOutcome.of(UpsertService.OVERTAKEN)
                : null;
    }

    /** Accepts or defers the request, unless it has matches that are not covered; returns those. */
    private DuplicateMatches accept(CreateEvaluation evaluation, int index, DuplicateFinder.Result found) {
        DuplicateMatches matches = evaluation.matches(found, index);
        evaluation.outcomes()[index] = deferredOrOvertaken(evaluation, index, found);
        if (evaluation.outcomes()[index] != null) {
            return DuplicateMatches.none();
        }
        try {
            return acceptCovered(evaluation, index, found, matches);
        } catch (ApiException error) {
            evaluation.outcomes()[index] = WriteOutcome.of(error);
            return DuplicateMatches.none();
        }
    }

    private DuplicateMatches acceptCovered(
            CreateEvaluation evaluation, int index, DuplicateFinder.Result found, DuplicateMatches matches) {
        CreateRequest request = evaluation.requests().get(index);
        Set<UUID> covered = coveredMatches(request);
        boolean uncovered = !covered.containsAll(matches.ids());
        List<Relation> relations =
                uncovered && request.item() == null ? List.of() : evaluation.relationsToAccepted(found, index);
        WriteResponse repeated =
                uncovered ? request.conflictWithItem(matches) : evaluation.conflictWithAcceptedItem(relations, index);
        if (repeated != null) {
            count("duplicate");
            evaluation.outcomes()[index] = WriteOutcome.of(repeated);
        } else if (uncovered && request.item() == null) {
            return matches;
        } else if (relations.stream().anyMatch(relation -> relation != Relation.NONE)) {
            // The response to an item lists what the items before it stored.
            evaluation.outcomes()[index] = WriteOutcome.DEFERRED;
        } else if (uncovered) {
            return matches;
        } else {
            evaluation.accepted().add(new AcceptedCreate(index, request, matches));
        }
        return DuplicateMatches.none();
    }

    /** Defers a conflict without a response. */
    private static CreateEvaluation refuse(
            CreateEvaluation evaluation,
            List<OverridePolicy.Conflict> conflicts,
            List<Optional<WriteResponse>> responses) {
        for (int n = 0; n < responses.size(); n++) {
            if (responses.get(n).isPresent()) {
                count("duplicate");
                evaluation.decide(n, responses.get(n).get());
            } else if (!conflicts.get(n).matches().isEmpty()) {
                evaluation.outcomes()[n] = WriteOutcome.DEFERRED;
            }
        }
        return evaluation;
    }

    Uni<List<WriteOutcome>> write(SqlExecutor sql, CreateEvaluation evaluation) {
        List<Competition> competitions = new ArrayList<>();
        List<UUID> accounts = new ArrayList<>();
        List<QueuedPair> pairs = new ArrayList<>();
        for (AcceptedCreate accepted : evaluation.accepted()) {
            CreateRequest request = accepted.request();
            Competition competition = accepted.toCompetition(
                    evaluation.slugs().take(request.data()), evaluation.usedIds(), clock.instant());
            competitions.add(competition);
            accounts.add(request.caller().accountId());
            pairs.addAll(QueuedPair.of(competition.id, accepted.matches()));
            evaluation.decide(accepted.index(), accepted.response(competition));
            count(accepted.matches().isEmpty() ? "created" : "overridden");
        }
        return insert(sql, evaluation, competitions, accounts, pairs).replaceWith(() -> List.of(evaluation.outcomes()));
    }

    private Uni<?> insert(
            SqlExecutor sql,
            CreateEvaluation evaluation,
            List<Competition> competitions,
            List<UUID> accounts,
            List<QueuedPair> pairs) {
        List<Uni<Void>> statements = new ArrayList<>();
        if (!competitions.isEmpty()) {
            statements.add(CompetitionRepository.insert(sql, competitions));
            statements.add(HistoryWriter.addCreated(sql, competitions, accounts));
            statements.add(DuplicateQueueRepository.add(sql, pairs, clock.instant()));
        }
        if (!evaluation.responsesToStore().isEmpty()) {
            statements.add(idempotency.save(sql, evaluation.responsesToStore()));
        }
        return statements.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(statements).andFailFast();
    }

    /** Counts the creates by outcome, {@code opentrack_creates_total}. */
    static void count(String outcome) {
        Metrics.counter("opentrack.creates", "outcome", outcome).increment();
    }
}
