package run.opentrack.competition.write;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import run.opentrack.competition.duplicate.CandidateOverlay;
import run.opentrack.competition.duplicate.DuplicateFinder;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.duplicate.DuplicateQueueRepository;
import run.opentrack.competition.duplicate.DuplicateQueueRepository.QueuedPair;
import run.opentrack.competition.history.HistoryWriter;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionStatus;
import run.opentrack.competition.sql.PipelinedTransaction;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.http.error.ApiException;

/** Evaluates and writes one update or delete under the locks of its countries. */
@ApplicationScoped
class ChangeTransaction {
    private final Pool database;
    private final DuplicateFinder duplicates;
    private final OverridePolicy overridePolicy;
    private final Clock clock;

    ChangeTransaction(Pool database, DuplicateFinder duplicates, OverridePolicy overridePolicy, Clock clock) {
        this.database = database;
        this.duplicates = duplicates;
        this.overridePolicy = overridePolicy;
        this.clock = clock;
    }

    Uni<WriteResponse> execute(ChangeRequest request, Duration timeout) {
        return PipelinedTransaction.run(database, timeout, transaction -> execute(transaction, request));
    }

    /** Executes the request in a transaction. */
    private Uni<WriteResponse> execute(PipelinedTransaction transaction, ChangeRequest request) {
        return transaction
                .begin(sql -> lock(sql, request))
                .chain(competition -> write(transaction, request, competition));
    }

    /** Updates a competition in a transaction that has checked the rights and has the locks. */
    Uni<WriteResponse> update(SqlExecutor sql, ChangeRequest request, Competition competition) {
        return update(PipelinedTransaction.within(sql), request, competition);
    }

    private Uni<WriteResponse> write(PipelinedTransaction transaction, ChangeRequest request, Competition competition) {
        return request.isDelete()
                ? delete(transaction, request, competition)
                : update(transaction, request, competition);
    }

    /** Executes independent changes of bulk items under one commit. */
    Uni<List<WriteOutcome>> execute(List<ChangeRequest> requests, Duration timeout) {
        return PipelinedTransaction.run(database, timeout, transaction -> execute(transaction, requests));
    }

    /**
     * Executes independent changes of bulk items in a transaction or a part of one. All competitions are read in one round
     * trip; the changes are decided in their order, since each is compared with those before it.
     */
    Uni<List<WriteOutcome>> execute(PipelinedTransaction transaction, List<ChangeRequest> requests) {
        PipelinedTransaction part = PipelinedTransaction.within(transaction.sql());
        List<Uni<Competition>> locked = requests.stream()
                .map(request -> lock(transaction.sql(), request).memoize().indefinitely())
                .toList();
        return transaction
                .begin(sql ->
                        Uni.join().all(locked).andCollectFailures().onFailure().recoverWithNull())
                .chain(done -> Multi.createFrom()
                        .range(0, requests.size())
                        .onItem()
                        .transformToUniAndConcatenate(n -> WriteOutcome.ofEither(
                                locked.get(n).chain(competition -> write(part, requests.get(n), competition))))
                        .collect()
                        .asList())
                .chain(outcomes -> transaction.commit(sql -> Uni.createFrom().item(outcomes)));
    }

    /** The competition, once the caller is known to have the right to it and no other write can change it. */
    private static Uni<Competition> lock(SqlExecutor sql, ChangeRequest request) {
        return Uni.combine()
                .all()
                .unis(
                        RightsQuery.of(sql, request.caller()),
                        CountryAdvisoryLock.acquire(sql, request.countries()),
                        find(sql, request),
                        NationalIdRepository.findId(sql, request.address(), request.overlay()))
                .with((rights, locked, competition, addressed) -> {
                    request.countries().forEach(rights::requireAdministrationOf);
                    request.requireAddress(competition, addressed);
                    if (competition != null && !request.countries().contains(competition.countryId)) {
                        throw ApiException.unavailable("The competition has just moved to another country", 1);
                    }
                    return competition;
                })
                .chain(competition -> competition == null
                        ? MergedCompetitionRepository.failAbsent(sql, List.of(request.id()), notFound())
                        : Uni.createFrom().item(competition));
    }

    private static Uni<Competition> find(SqlExecutor sql, ChangeRequest request) {
        CandidateOverlay overlay = request.overlay();
        return overlay != null && overlay.contains(request.id())
                ? Uni.createFrom().item(overlay.get(request.id()))
                : CompetitionRepository.find(sql, request.id());
    }

    static ApiException notFound() {
        return ApiException.notFound("There is no competition with this id");
    }

    private Uni<WriteResponse> delete(
            PipelinedTransaction transaction, ChangeRequest request, Competition competition) {
        request.conditions().require(competition.etag);
        if (request.item() != null) {
            request.item().onDelete(competition);
        }
        return transaction.commit(sql -> Uni.combine()
                .all()
                .unis(
                        CompetitionRepository.delete(sql, competition.id),
                        DuplicateQueueRepository.removePending(sql, competition.id),
                        MergedCompetitionRepository.end(sql, competition.id, clock.instant()),
                        HistoryWriter.addDeleted(
                                sql, competition, request.caller().accountId(), clock.instant()))
                .with((deleted, removed, ended, added) -> WriteResponse.DELETED));
    }

    private Uni<WriteResponse> update(
            PipelinedTransaction transaction, ChangeRequest request, Competition competition) {
        UUID account = request.caller().accountId();
        CompetitionData before = competition.toData();
        CompetitionData after = request.change().apply(before);
        request.conditions().require(competition.etag);
        Set<UUID> covered = overridePolicy.coveredMatches(request.overrideToken(), account, after);
        CompetitionStatus status = request.statusAfter(competition, after, clock.instant());
        if (after.equals(before) && status.equals(competition.status())) {
            return transaction.commit(sql -> unchanged(request, competition));
        }
        return evaluate(transaction.sql(), request, competition, before, after).chain(evaluation -> {
            evaluation.requireFree(request.newAddress(after), competition.id);
            if (covered.containsAll(evaluation.matches().ids())) {
                return transaction.commit(sql -> write(sql, request, competition, after, status, evaluation));
            }
            WriteResponse repeated = request.item() == null
                    ? null
                    : request.item().conflictWith(evaluation.matches().ids());
            if (repeated != null) {
                return transaction.commit(sql -> Uni.createFrom().item(repeated));
            }
            OverridePolicy.Conflict conflict = new OverridePolicy.Conflict(account, after, evaluation.matches());
            return overridePolicy
                    .responses(transaction.sql(), List.of(conflict))
                    .chain(responses -> transaction.commit(
                            sql -> Uni.createFrom().item(responses.get(0).orElseThrow(ApiException::unavailable))));
        });
    }

    private static Uni<WriteResponse> unchanged(ChangeRequest request, Competition competition) {
        WriteResponse response = WriteResponse.unchanged(competition.id, competition.etag, competition.rendered);
        return Uni.createFrom().item(request.withStatus(response, competition));
    }

    private Uni<ChangeEvaluation> evaluate(
            SqlExecutor sql,
            ChangeRequest request,
            Competition competition,
            CompetitionData before,
            CompetitionData after) {
        if (ChangeEvaluation.isIndependent(competition, before, after)) {
            return Uni.createFrom().item(ChangeEvaluation.independent(before));
        }
        Uni<DuplicateMatches> matches = ChangeEvaluation.needsDuplicateCheck(before, after)
                ? findDuplicates(sql, request, after)
                : Uni.createFrom().item(DuplicateMatches.none());
        return ChangeEvaluation.read(sql, request.overlay(), before, after, matches);
    }

    /** Those that were declared to be others are no duplicates. */
    private Uni<DuplicateMatches> findDuplicates(SqlExecutor sql, ChangeRequest request, CompetitionData after) {
        return Uni.combine()
                .all()
                .unis(
                        duplicates.findForChanged(sql, after, request.overlay()),
                        DuplicateQueueRepository.findDifferent(sql, after.id()))
                .with(DuplicateMatches::without);
    }

    private Uni<WriteResponse> write(
            SqlExecutor sql,
            ChangeRequest request,
            Competition competition,
            CompetitionData after,
            CompetitionStatus status,
            ChangeEvaluation evaluation) {
        String before = HistoryWriter.snapshot(competition);
        String etag = competition.etag;
        competition.setStatus(status);
        competition.apply(after, evaluation.slug(), evaluation.distinctKey(competition), clock.instant());
        if (competition.etag.equals(etag)) {
            return unchanged(request, competition);
        }
        competition.setAddressed(evaluation.isAddressFree(competition.id));
        if (request.item() != null) {
            request.item().onWrite(competition);
        }
        return Uni.combine()
                .all()
                .unis(
                        update(sql, request, competition, evaluation),
                        HistoryWriter.addUpdated(
                                sql, competition, before, request.caller().accountId()))
                .with((updated, added) ->
                        request.withStatus(WriteResponse.updated(competition, request.newAddress(after)), competition));
    }

    private Uni<Void> update(
            SqlExecutor sql, ChangeRequest request, Competition competition, ChangeEvaluation evaluation) {
        Uni<Void> pairsUpdated = request.countries().size() == 1
                ? Uni.createFrom().voidItem()
                : DuplicateQueueRepository.updateCountry(sql, competition.id, competition.countryId);
        return Uni.combine()
                .all()
                .unis(
                        CompetitionRepository.update(sql, competition),
                        pairsUpdated,
                        DuplicateQueueRepository.add(
                                sql, QueuedPair.of(competition.id, evaluation.matches()), clock.instant()))
                .discardItems();
    }
}
