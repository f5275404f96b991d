package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.access.CurrentRights;
import run.opentrack.access.Rights;
import run.opentrack.competition.Competition;
import run.opentrack.competition.Statements;
import run.opentrack.competition.duplicate.DuplicateSearch;
import run.opentrack.competition.duplicate.Found;
import run.opentrack.competition.duplicate.Matches;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.history.History;
import run.opentrack.wire.error.Refusal;
import run.opentrack.wire.token.AccessToken;

/**
 * Decides on the applications for one country that came while the one before was decided on. Together they take the lock
 * once, ask once and commit once. One that may be the same as another of them waits for the next sitting, where the other
 * is in the calendar.
 */
@ApplicationScoped
class Sitting {
    private final DuplicateSearch duplicates;
    private final Objections objections;
    private final History history;
    private final Clock clock;

    Sitting(DuplicateSearch duplicates, Objections objections, History history, Clock clock) {
        this.duplicates = duplicates;
        this.objections = objections;
        this.history = history;
        this.clock = clock;
    }

    /**
     * What is asked for is sent in one go: rights, lock, duplicates, slugs. The database goes through it in this order, so
     * that what is found is what the write before has left.
     */
    Uni<List<Decision>> decide(Session session, List<Application> applications) {
        Statements statements = Statements.in(session);
        List<CalendarEntry> entries =
                applications.stream().map(Application::entry).toList();
        String country = entries.get(0).countryId();
        return Uni.combine()
                .all()
                .unis(
                        CallerRights.ofEach(statements, applications),
                        CountryLock.take(statements, country),
                        duplicates.of(statements, entries),
                        FreeSlugs.of(statements, country, entries))
                .with((rights, locked, found, slugs) -> new Hearing(applications, rights, found, slugs))
                .chain(hearing -> {
                    Decision[] decisions = new Decision[applications.size()];
                    List<NewCompetition> accepted = hear(hearing, decisions);
                    return accepted.isEmpty()
                            ? Uni.createFrom().item(List.of(decisions))
                            : insert(session, statements, accepted, hearing.slugs())
                                    .invoke(competitions -> answer(accepted, competitions, decisions))
                                    .replaceWith(() -> List.of(decisions));
                });
    }

    private record Hearing(
            List<Application> applications, Map<AccessToken, Rights> rights, Found found, FreeSlugs slugs) {}

    /** Decides on whom is refused, or must wait; who is accepted is answered once the competition is written. */
    private List<NewCompetition> hear(Hearing hearing, Decision[] decisions) {
        List<NewCompetition> accepted = new ArrayList<>();
        for (int n = 0; n < decisions.length; n++) {
            Application application = hearing.applications().get(n);
            Matches matches = hearing.found().matches(n);
            try {
                CurrentRights.standing(hearing.rights().get(application.caller()))
                        .requireAdministrationOf(application.entry().countryId());
                if (!objections.seen(application).containsAll(matches.ids())) {
                    decisions[n] = Decision.of(objections.raise(application, matches));
                } else if (isLikeOneOf(accepted, hearing.found(), n)) {
                    decisions[n] = Decision.WAIT;
                } else {
                    accepted.add(new NewCompetition(n, application, matches));
                }
            } catch (Refusal refusal) {
                decisions[n] = Decision.of(refusal);
            }
        }
        return accepted;
    }

    private static boolean isLikeOneOf(List<NewCompetition> accepted, Found found, int number) {
        return accepted.stream().anyMatch(one -> found.mayBeOne(number, one.number()));
    }

    /** History and version do not wait for the rows: the transaction has all of them or none. */
    private Uni<List<Competition>> insert(
            Session session, Statements statements, List<NewCompetition> accepted, FreeSlugs slugs) {
        List<Competition> competitions = accepted.stream()
                .map(one -> one.row(slugs.take(one.entry()), clock.instant()))
                .toList();
        List<UUID> accounts = accepted.stream()
                .map(one -> one.application().caller().accountId())
                .toList();
        return Uni.combine()
                .all()
                .unis(
                        CalendarVersion.next(statements, accepted.get(0).entry().countryId()),
                        history.created(statements, competitions, accounts),
                        session.persistAll(competitions.toArray()).chain(session::flush))
                .with((counted, told, written) -> competitions);
    }

    private static void answer(List<NewCompetition> accepted, List<Competition> competitions, Decision[] decisions) {
        for (int n = 0; n < accepted.size(); n++) {
            NewCompetition one = accepted.get(n);
            Creates.count(one.matches().isEmpty() ? "created" : "overridden");
            decisions[one.number()] = Decision.of(Answer.created(competitions.get(n)));
        }
    }
}
