package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.access.CurrentRights;
import run.opentrack.access.Rights;
import run.opentrack.competition.Competition;
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

    Uni<List<Decision>> decide(Session session, List<Application> applications) {
        Decision[] decisions = new Decision[applications.size()];
        Map<Integer, Set<UUID>> covered = new HashMap<>();
        String country = applications.get(0).entry().countryId();
        return rights(session, applications)
                .invoke(rights -> check(applications, rights, decisions, covered))
                .chain(() -> covered.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : CountryLock.take(session, List.of(country))
                                .chain(() -> search(session, applications, decisions, covered)))
                .map(ignored -> List.of(decisions));
    }

    /** The rights of each caller, once. */
    private static Uni<Map<AccessToken, Rights>> rights(Session session, List<Application> applications) {
        Set<AccessToken> callers = new LinkedHashSet<>();
        applications.forEach(application -> callers.add(application.caller()));
        Map<AccessToken, Rights> rights = new HashMap<>();
        Uni<Void> read = Uni.createFrom().voidItem();
        for (AccessToken caller : callers) {
            read = read.chain(() -> CallerRights.ofStanding(session, caller))
                    .invoke(found -> rights.put(caller, found))
                    .replaceWithVoid();
        }
        return read.replaceWith(rights);
    }

    /** Refuses who has not the right, or an override token that is none; of the others, notes which matches they know. */
    private void check(
            List<Application> applications,
            Map<AccessToken, Rights> rights,
            Decision[] decisions,
            Map<Integer, Set<UUID>> covered) {
        for (int i = 0; i < decisions.length; i++) {
            Application application = applications.get(i);
            try {
                CurrentRights.standing(rights.get(application.caller()))
                        .requireAdministrationOf(application.entry().countryId());
                covered.put(i, objections.seen(application));
            } catch (Refusal refusal) {
                decisions[i] = Decision.of(refusal);
            }
        }
    }

    private Uni<Void> search(
            Session session, List<Application> applications, Decision[] decisions, Map<Integer, Set<UUID>> covered) {
        List<Integer> open = covered.keySet().stream().sorted().toList();
        List<CalendarEntry> entries =
                open.stream().map(i -> applications.get(i).entry()).toList();
        return duplicates.of(session, entries).chain(found -> {
            List<NewCompetition> accepted = new ArrayList<>();
            for (int n = 0; n < open.size(); n++) {
                int i = open.get(n);
                Application application = applications.get(i);
                Matches matches = found.matches(n);
                if (!covered.get(i).containsAll(matches.ids())) {
                    decisions[i] = Decision.of(objections.raise(application, matches));
                } else if (isLikeOneOf(accepted, found, n)) {
                    decisions[i] = Decision.WAIT;
                } else {
                    accepted.add(new NewCompetition(n, i, application, matches));
                }
            }
            return accepted.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : insert(session, accepted)
                            .invoke(competitions -> answer(accepted, competitions, decisions))
                            .replaceWithVoid();
        });
    }

    private static boolean isLikeOneOf(List<NewCompetition> accepted, Found found, int number) {
        return accepted.stream().anyMatch(one -> found.mayBeOne(number, one.number()));
    }

    private Uni<List<Competition>> insert(Session session, List<NewCompetition> accepted) {
        List<CalendarEntry> entries =
                accepted.stream().map(NewCompetition::entry).toList();
        String country = entries.get(0).countryId();
        return FreeSlug.of(session, country, entries).chain(slugs -> {
            List<Competition> competitions = new ArrayList<>();
            for (int n = 0; n < accepted.size(); n++) {
                competitions.add(accepted.get(n).row(slugs.get(n), clock.instant()));
            }
            List<UUID> accounts = accepted.stream()
                    .map(one -> one.application().caller().accountId())
                    .toList();
            return session.persistAll(competitions.toArray())
                    .chain(session::flush)
                    .chain(() -> history.created(session, competitions, accounts))
                    .chain(() -> CalendarVersion.next(session, List.of(country)))
                    .replaceWith(competitions);
        });
    }

    private static void answer(List<NewCompetition> accepted, List<Competition> competitions, Decision[] decisions) {
        for (int n = 0; n < accepted.size(); n++) {
            NewCompetition one = accepted.get(n);
            Creates.count(one.matches().isEmpty() ? "created" : "overridden");
            decisions[one.place()] = Decision.of(Answer.created(competitions.get(n)));
        }
    }
}
