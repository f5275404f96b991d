package run.opentrack.competition.write;

import io.micrometer.core.instrument.Metrics;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import run.opentrack.competition.duplicate.CandidateOverlay;
import run.opentrack.competition.duplicate.DuplicateFinder;
import run.opentrack.competition.duplicate.DuplicateMatches;
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
    Uni<List<WriteQueue.Outcome>> execute(List<CreateRequest> requests, Duration timeout) {
        return PipelinedTransaction.run(database, timeout, transaction -> execute(transaction, requests));
    }

    /** Executes the requests in a transaction or a part of one. */
    Uni<List<WriteQueue.Outcome>> execute(PipelinedTransaction transaction, List<CreateRequest> requests) {
        return transaction
                .begin(sql -> evaluate(sql, requests))
                .chain(evaluation -> checkDuplicates(transaction.sql(), evaluation))
                .chain(evaluation -> transaction.commit(sql -> write(sql, evaluation)));
    }

    /** A request that is accepted, with the matches that its override token covers. */
    record AcceptedCreate(int index, CreateRequest request, DuplicateMatches matches) {
        Competition row(String slug, UsedIds usedIds, Instant now) {
            CompetitionData data = request.data();
            UUID id = data.id() == null || matches.isIdTaken() ? newId() : data.id();
            boolean besideDuplicate = !matches.isEmpty() || matches.isUniqueKeyTaken();
            Competition competition = new Competition();
            competition.revision = usedIds.revisions(id);
            competition.apply(
                    data.withId(id), request.features().fullName(), slug, besideDuplicate ? id.toString() : "", now);
            competition.setAddressed(!matches.isNationalIdTaken());
            if (request.item() != null) {
                request.item().stored(competition);
            }
            return competition;
        }

        /** Version 7 (RFC 9562): ids that grow with time share index pages, so that less is written to the log. */
        private static UUID newId() {
            return UuidVersion7Strategy.INSTANCE.generateUuid(null);
        }
    }

    /**
     * @param outcomes null for requests that are undecided or accepted
     * @param accepted requests in their order
     * @param slugs allocated for all requests
     * @param usedIds requested ones that had a competition
     * @param stored responses to be stored, by key
     */
    record Evaluation(
            List<CreateRequest> requests,
            DuplicateFinder.Candidates candidates,
            WriteQueue.Outcome[] outcomes,
            List<AcceptedCreate> accepted,
            SlugAllocator.FreeSlugs slugs,
            UsedIds usedIds,
            Map<IdempotencyKey, WriteResponse> stored) {
        void decide(int index, WriteResponse response) {
            outcomes[index] = WriteQueue.Outcome.of(response);
            IdempotencyKey key = requests.get(index).key();
            if (key != null) {
                stored.put(key, response);
            }
        }

        DuplicateMatches matches(DuplicateFinder.Result found, int index) {
            DuplicateMatches matches = found.matches(index);
            return usedIds.isOfOtherCountry(requests.get(index).data()) ? matches.withIdOfOtherCountry() : matches;
        }

        boolean mayDuplicateAccepted(DuplicateFinder.Result found, int index) {
            return accepted.stream().anyMatch(other -> found.mayBeDuplicates(index, other.index()));
        }

        /** @return the 409 for an item that repeats an accepted one of its call; otherwise null */
        WriteResponse repeatedItem(DuplicateFinder.Result found, int index) {
            BulkCall.Item item = requests.get(index).item();
            return accepted.stream()
                    .filter(other -> isOfCall(other.request(), item) && found.areDuplicates(index, other.index()))
                    .map(other ->
                            BulkCall.Item.duplicateOf(other.request().item().index()))
                    .findFirst()
                    .orElse(null);
        }

        /** Tests whether an earlier item of the same call is deferred: items are decided in their order. */
        boolean isBehindDeferred(int index) {
            BulkCall.Item item = requests.get(index).item();
            return IntStream.range(0, index)
                    .anyMatch(n -> outcomes[n] == WriteQueue.Outcome.DEFERRED && isOfCall(requests.get(n), item));
        }

        private static boolean isOfCall(CreateRequest request, BulkCall.Item item) {
            return item != null && request.item() != null && request.item().call() == item.call();
        }
    }

    /** Sends all queries at once. The database executes them in this order, so that they see what the lock waited for. */
    Uni<Evaluation> evaluate(SqlExecutor sql, List<CreateRequest> requests) {
        List<IdempotencyKey> keys = new ArrayList<>();
        List<CompetitionData> data = new ArrayList<>();
        List<MatchFeatures> features = new ArrayList<>();
        for (CreateRequest request : requests) {
            keys.add(request.key());
            data.add(request.data());
            features.add(request.features());
        }
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
                        UsedIds.find(sql, data))
                .with((rights, stored, locked, candidates, free, usedIds) -> {
                    WriteQueue.Outcome[] outcomes = new WriteQueue.Outcome[requests.size()];
                    for (int n = 0; n < outcomes.length; n++) {
                        outcomes[n] = checkRights(requests.get(n), rights, stored.get(n));
                    }
                    return new Evaluation(
                            requests, candidates, outcomes, new ArrayList<>(), free, usedIds, new LinkedHashMap<>());
                });
    }

    /** @param first any request: those of a dry run are of one call */
    private Uni<DuplicateFinder.Candidates> findCandidates(
            SqlExecutor sql, CreateRequest first, List<MatchFeatures> features) {
        Uni<DuplicateFinder.Candidates> stored = duplicates.findCandidates(sql, features);
        CandidateOverlay overlay =
                first.item() == null ? null : first.item().call().overlay();
        return overlay == null ? stored : stored.map(candidates -> candidates.with(overlay));
    }

    /** @return null if the caller has the right and no response to replay */
    private WriteQueue.Outcome checkRights(
            CreateRequest request, Map<AccessToken, Rights> rights, StoredResponse stored) {
        try {
            RightsLookup.requireValid(rights.get(request.caller())).requireAdministrationOf(request.country());
            Optional<WriteResponse> replay = idempotency.replay(request.key(), stored);
            return replay.map(WriteQueue.Outcome::of).orElse(null);
        } catch (ApiException error) {
            return WriteQueue.Outcome.of(error);
        }
    }

    Uni<Evaluation> checkDuplicates(SqlExecutor sql, Evaluation evaluation) {
        return duplicates
                .scoreAndCompare(
                        evaluation.candidates,
                        n -> evaluation.outcomes[n] == null,
                        found -> acceptOrConflict(evaluation, found))
                .chain(conflicts -> overridePolicy
                        .responses(sql, conflicts)
                        .map(responses -> refuse(evaluation, conflicts, responses)));
    }

    private List<OverridePolicy.Conflict> acceptOrConflict(Evaluation evaluation, DuplicateFinder.Result found) {
        List<OverridePolicy.Conflict> conflicts = new ArrayList<>();
        for (int n = 0; n < evaluation.outcomes.length; n++) {
            DuplicateMatches uncovered =
                    evaluation.outcomes[n] == null ? accept(evaluation, n, found) : DuplicateMatches.none();
            conflicts.add(evaluation.requests.get(n).conflict(uncovered));
        }
        return conflicts;
    }

    /** @return the outcome of a request that is not to be decided in this batch, otherwise null */
    private static WriteQueue.Outcome outcomeWithoutMatches(
            Evaluation evaluation, int index, DuplicateFinder.Result found) {
        if (!found.isScored(index) || evaluation.isBehindDeferred(index)) {
            return WriteQueue.Outcome.DEFERRED;
        }
        return evaluation.requests.get(index).isUpdate(found.matches(index))
                ? WriteQueue.Outcome.of(UpsertService.OVERTAKEN)
                : null;
    }

    /** Accepts or defers the request, unless it has matches that are not covered; returns those. */
    private DuplicateMatches accept(Evaluation evaluation, int index, DuplicateFinder.Result found) {
        CreateRequest request = evaluation.requests.get(index);
        DuplicateMatches matches = evaluation.matches(found, index);
        evaluation.outcomes[index] = outcomeWithoutMatches(evaluation, index, found);
        if (evaluation.outcomes[index] != null) {
            return DuplicateMatches.none();
        }
        try {
            return acceptCovered(evaluation, index, found, matches);
        } catch (ApiException error) {
            evaluation.outcomes[index] = WriteQueue.Outcome.of(error);
            return DuplicateMatches.none();
        }
    }

    private DuplicateMatches acceptCovered(
            Evaluation evaluation, int index, DuplicateFinder.Result found, DuplicateMatches matches) {
        CreateRequest request = evaluation.requests.get(index);
        Set<UUID> covered = overridePolicy.coveredMatches(
                request.overrideToken(), request.caller().accountId(), request.data());
        boolean uncovered = !covered.containsAll(matches.ids());
        WriteResponse repeated = uncovered ? request.conflictWithItem(matches) : evaluation.repeatedItem(found, index);
        if (repeated != null) {
            count("duplicate");
            evaluation.outcomes[index] = WriteQueue.Outcome.of(repeated);
        } else if (uncovered) {
            return matches;
        } else if (evaluation.mayDuplicateAccepted(found, index)) {
            evaluation.outcomes[index] = WriteQueue.Outcome.DEFERRED;
        } else {
            evaluation.accepted.add(new AcceptedCreate(index, request, matches));
        }
        return DuplicateMatches.none();
    }

    /** Defers a conflict without a response. */
    private static Evaluation refuse(
            Evaluation evaluation, List<OverridePolicy.Conflict> conflicts, List<Optional<WriteResponse>> responses) {
        for (int n = 0; n < responses.size(); n++) {
            if (responses.get(n).isPresent()) {
                count("duplicate");
                evaluation.decide(n, responses.get(n).get());
            } else if (!conflicts.get(n).matches().isEmpty()) {
                evaluation.outcomes[n] = WriteQueue.Outcome.DEFERRED;
            }
        }
        return evaluation;
    }

    Uni<List<WriteQueue.Outcome>> write(SqlExecutor sql, Evaluation evaluation) {
        List<Competition> competitions = new ArrayList<>();
        List<UUID> accounts = new ArrayList<>();
        for (AcceptedCreate accepted : evaluation.accepted) {
            CreateRequest request = accepted.request();
            Competition competition =
                    accepted.row(evaluation.slugs.take(request.data()), evaluation.usedIds, clock.instant());
            competitions.add(competition);
            accounts.add(request.caller().accountId());
            evaluation.decide(
                    accepted.index(),
                    WriteResponse.created(competition, accepted.matches().isPartial()));
            count(accepted.matches().isEmpty() ? "created" : "overridden");
        }
        return insert(sql, evaluation, competitions, accounts).replaceWith(() -> List.of(evaluation.outcomes));
    }

    private Uni<?> insert(SqlExecutor sql, Evaluation evaluation, List<Competition> competitions, List<UUID> accounts) {
        List<Uni<Void>> statements = new ArrayList<>();
        if (!competitions.isEmpty()) {
            statements.add(CompetitionRepository.insert(sql, competitions));
            statements.add(HistoryWriter.addCreated(sql, competitions, accounts));
            statements.add(CalendarVersionCounter.increment(sql, Set.of(competitions.get(0).countryId)));
        }
        if (!evaluation.stored.isEmpty()) {
            statements.add(idempotency.save(sql, evaluation.stored));
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
