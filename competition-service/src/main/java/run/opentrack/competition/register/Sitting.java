package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import run.opentrack.competition.Competition;
import run.opentrack.competition.Statements;
import run.opentrack.competition.duplicate.DuplicateSearch;
import run.opentrack.competition.duplicate.Found;
import run.opentrack.competition.duplicate.Matches;
import run.opentrack.competition.duplicate.Traits;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.history.History;
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
class Sitting {
    private final DuplicateSearch duplicates;
    private final SlugSearch slugs;
    private final Objections objections;
    private final History history;
    private final Clock clock;

    Sitting(DuplicateSearch duplicates, SlugSearch slugs, Objections objections, History history, Clock clock) {
        this.duplicates = duplicates;
        this.slugs = slugs;
        this.objections = objections;
        this.history = history;
        this.clock = clock;
    }

    /**
     * What is asked for is sent in one go: rights, lock, duplicates, slugs. The database goes through it in this order, so
     * that what is found is what the write before has left.
     */
    Uni<Hearing> hear(Statements statements, List<Application> applications) {
        List<CalendarEntry> entries =
                applications.stream().map(Application::entry).toList();
        List<Traits> wanted = applications.stream().map(Application::traits).toList();
        String country = entries.get(0).countryId();
        return Uni.combine()
                .all()
                .unis(
                        CallerRights.ofEach(statements, applications),
                        CountryLock.take(statements, country),
                        duplicates.of(statements, wanted),
                        slugs.of(statements, entries))
                .with((rights, locked, found, free) -> {
                    Decision[] decisions = new Decision[applications.size()];
                    List<NewCompetition> accepted = decide(applications, rights, found, decisions);
                    return new Hearing(decisions, accepted, free);
                });
    }

    /**
     * @param decisions null of those that are accepted
     * @param slugs from which these get theirs
     */
    record Hearing(Decision[] decisions, List<NewCompetition> accepted, FreeSlugs slugs) {}

    /** Decides on whom is refused, or must wait; who is accepted is answered once the competition is written. */
    private List<NewCompetition> decide(
            List<Application> applications, Map<AccessToken, Rights> rights, Found found, Decision[] decisions) {
        List<NewCompetition> accepted = new ArrayList<>();
        for (int n = 0; n < decisions.length; n++) {
            Application application = applications.get(n);
            Matches matches = found.matches(n);
            try {
                RightsLookup.requireValid(rights.get(application.caller()))
                        .requireAdministrationOf(application.entry().countryId());
                if (!objections.seen(application).containsAll(matches.ids())) {
                    decisions[n] = Decision.of(objections.raise(application, matches));
                } else if (isLikeOneOf(accepted, found, n)) {
                    decisions[n] = Decision.WAIT;
                } else {
                    accepted.add(new NewCompetition(n, application, matches));
                }
            } catch (ApiException refusal) {
                decisions[n] = Decision.of(refusal);
            }
        }
        return accepted;
    }

    private static boolean isLikeOneOf(List<NewCompetition> accepted, Found found, int number) {
        return accepted.stream().anyMatch(one -> found.mayBeOne(number, one.number()));
    }

    /** Who is accepted is answered once all is written, in one go: the transaction has all of it or none. */
    Uni<List<Decision>> write(Statements statements, Hearing hearing) {
        List<NewCompetition> accepted = hearing.accepted();
        if (accepted.isEmpty()) {
            return Uni.createFrom().item(List.of(hearing.decisions()));
        }
        List<Competition> competitions = accepted.stream()
                .map(one -> one.row(hearing.slugs().take(one.entry()), clock.instant()))
                .toList();
        List<UUID> accounts = accepted.stream()
                .map(one -> one.application().caller().accountId())
                .toList();
        return Uni.combine()
                .all()
                .unis(
                        statements.tell(CompetitionRows.INSERT, CompetitionRows.of(competitions)),
                        history.created(statements, competitions, accounts),
                        CalendarVersion.next(statements, accepted.get(0).entry().countryId()))
                .with((rows, told, counted) -> answer(hearing, competitions));
    }

    private static List<Decision> answer(Hearing hearing, List<Competition> competitions) {
        for (int n = 0; n < competitions.size(); n++) {
            NewCompetition one = hearing.accepted().get(n);
            Creates.count(one.matches().isEmpty() ? "created" : "overridden");
            hearing.decisions()[one.number()] = Decision.of(Answer.created(competitions.get(n)));
        }
        return List.of(hearing.decisions());
    }
}
