package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import run.opentrack.competition.duplicate.DuplicateCheckResult;
import run.opentrack.competition.duplicate.DuplicateFinder;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.duplicate.MatchFeatures;
import run.opentrack.competition.history.HistoryWriter;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.rights.RightsQuery;
import run.opentrack.competition.slug.SlugAllocator;
import run.opentrack.competition.slug.SlugRepository;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.security.Rights;
import run.opentrack.database.security.RightsLookup;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/**
 * Decides on the applications for one country that came while the one before was decided on. Together they take the lock
 * once, ask once and commit once. One that may be the same as another of them waits for the next sitting, where the other
 * is in the calendar.
 */
@ApplicationScoped
class CreateBatch {
    private final DuplicateFinder duplicates;
    private final SlugRepository slugs;
    private final OverridePolicy overridePolicy;
    private final HistoryWriter history;
    private final Clock clock;

    CreateBatch(
            DuplicateFinder duplicates,
            SlugRepository slugs,
            OverridePolicy overridePolicy,
            HistoryWriter history,
            Clock clock) {
        this.duplicates = duplicates;
        this.slugs = slugs;
        this.overridePolicy = overridePolicy;
        this.history = history;
        this.clock = clock;
    }

    /**
     * What is asked for is sent in one go: rights, lock, duplicates, slugs. The database goes through it in this order, so
     * that what is found is what the write before has left.
     */
    Uni<Evaluation> evaluate(SqlExecutor statements, List<CreateRequest> requests) {
        List<CompetitionData> data = requests.stream().map(CreateRequest::data).toList();
        List<MatchFeatures> features =
                requests.stream().map(CreateRequest::features).toList();
        String country = data.get(0).countryId();
        return Uni.combine()
                .all()
                .unis(
                        RightsQuery.ofEach(statements, requests),
                        CountryAdvisoryLock.acquire(statements, country),
                        duplicates.findForCreates(statements, features),
                        slugs.of(statements, data))
                .with((rights, locked, found, free) -> {
                    CreateOutcome[] outcomes = new CreateOutcome[requests.size()];
                    List<AcceptedCreate> accepted = decide(requests, rights, found, outcomes);
                    return new Evaluation(outcomes, accepted, free);
                });
    }

    /**
     * @param outcomes null of those that are accepted
     * @param slugs from which these get theirs
     */
    record Evaluation(CreateOutcome[] outcomes, List<AcceptedCreate> accepted, SlugAllocator slugs) {}

    /** Decides on whom is refused, or must wait; who is accepted is answered once the competition is written. */
    private List<AcceptedCreate> decide(
            List<CreateRequest> requests,
            Map<AccessToken, Rights> rights,
            DuplicateCheckResult found,
            CreateOutcome[] outcomes) {
        List<AcceptedCreate> accepted = new ArrayList<>();
        for (int n = 0; n < outcomes.length; n++) {
            CreateRequest request = requests.get(n);
            DuplicateMatches matches = found.matches(n);
            try {
                RightsLookup.requireValid(rights.get(request.caller()))
                        .requireAdministrationOf(request.data().countryId());
                if (!overridePolicy.coveredMatches(request).containsAll(matches.ids())) {
                    outcomes[n] = CreateOutcome.of(overridePolicy.conflict(request, matches));
                } else if (mayDuplicateOneOf(accepted, found, n)) {
                    outcomes[n] = CreateOutcome.DEFERRED;
                } else {
                    accepted.add(new AcceptedCreate(n, request, matches));
                }
            } catch (ApiException refusal) {
                outcomes[n] = CreateOutcome.of(refusal);
            }
        }
        return accepted;
    }

    private static boolean mayDuplicateOneOf(List<AcceptedCreate> accepted, DuplicateCheckResult found, int number) {
        return accepted.stream().anyMatch(one -> found.mayBeDuplicates(number, one.index()));
    }

    /** Who is accepted is answered once all is written, in one go: the transaction has all of it or none. */
    Uni<List<CreateOutcome>> commit(SqlExecutor statements, Evaluation evaluation) {
        List<AcceptedCreate> accepted = evaluation.accepted();
        if (accepted.isEmpty()) {
            return Uni.createFrom().item(List.of(evaluation.outcomes()));
        }
        List<Competition> competitions = accepted.stream()
                .map(one -> one.row(evaluation.slugs().allocate(one.data()), clock.instant()))
                .toList();
        List<UUID> accounts =
                accepted.stream().map(one -> one.request().caller().accountId()).toList();
        return Uni.combine()
                .all()
                .unis(
                        statements.execute(
                                CompetitionBulkInsert.INSERT, CompetitionBulkInsert.parameters(competitions)),
                        history.addCreated(statements, competitions, accounts),
                        CalendarVersionCounter.increment(
                                statements, accepted.get(0).data().countryId()))
                .with((rows, told, counted) -> toOutcomes(evaluation, competitions));
    }

    private static List<CreateOutcome> toOutcomes(Evaluation evaluation, List<Competition> competitions) {
        for (int n = 0; n < competitions.size(); n++) {
            AcceptedCreate one = evaluation.accepted().get(n);
            CreateMetrics.increment(one.matches().isEmpty() ? "created" : "overridden");
            evaluation.outcomes()[one.index()] = CreateOutcome.of(WriteResponse.created(competitions.get(n)));
        }
        return List.of(evaluation.outcomes());
    }
}
