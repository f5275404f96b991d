package run.opentrack.competition.register;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.competition.Competition;
import run.opentrack.competition.Statements;
import run.opentrack.competition.duplicate.DuplicateSearch;
import run.opentrack.competition.duplicate.Matches;
import run.opentrack.competition.duplicate.OverrideTokens;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.entry.EntryReader;
import run.opentrack.competition.history.History;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/** Changes a competition, or deletes it. Two changes at the same moment are made one after the other; none is lost. */
@ApplicationScoped
public class Revision {
    private final CountryTurn turn;
    private final DuplicateSearch duplicates;
    private final SlugSearch slugs;
    private final OverrideTokens overrides;
    private final History history;
    private final Clock clock;

    Revision(
            CountryTurn turn,
            DuplicateSearch duplicates,
            SlugSearch slugs,
            OverrideTokens overrides,
            History history,
            Clock clock) {
        this.turn = turn;
        this.duplicates = duplicates;
        this.slugs = slugs;
        this.overrides = overrides;
        this.history = history;
        this.clock = clock;
    }

    /**
     * @param members those that are to change; where none does, nothing is written
     * @param condition the client's If-Match
     * @return 200 with the competition, or 409 with what it would be the same as
     */
    Uni<Answer> change(AccessToken caller, UUID id, Map<String, JsonMember> members, EtagCondition condition) {
        String overrideToken = EntryReader.overrideToken(members);
        return inTurn(caller, id, members, countries -> Panache.getSession()
                .chain(session -> locked(session, caller, id, countries).chain(competition -> {
                    CalendarEntry before = competition.entry();
                    CalendarEntry after = EntryReader.change(before, members);
                    Set<UUID> covered = overrides.covered(overrideToken, caller.accountId(), after);
                    condition.require(competition.etag);
                    if (after.equals(before)) {
                        return Uni.createFrom().item(Answer.changed(competition));
                    }
                    return matches(session, before, after)
                            .chain(matches -> covered.containsAll(matches.ids())
                                    ? write(session, caller, competition, after, matches)
                                    : Uni.createFrom().item(refuse(caller, after, matches)));
                })));
    }

    Uni<Void> delete(AccessToken caller, UUID id, EtagCondition condition) {
        return inTurn(caller, id, Map.of(), countries -> Panache.getSession()
                .chain(session -> locked(session, caller, id, countries)
                        .invoke(competition -> condition.require(competition.etag))
                        .chain(competition -> competition
                                .delete()
                                .chain(session::flush)
                                .chain(() -> history.deleted(competition, caller.accountId(), clock.instant()))
                                .chain(() -> CalendarVersion.next(Statements.in(session), competition.countryId)))));
    }

    /** A transaction in its turn in the countries that the competition is in and goes to, as it stands before. */
    private <T> Uni<T> inTurn(
            AccessToken caller, UUID id, Map<String, JsonMember> members, Function<Set<String>, Uni<T>> work) {
        return WriteTransaction.run(write -> Panache.withSession(() -> countries(caller, id, members))
                .chain(countries -> turn.of(countries, write.inTransaction(() -> work.apply(countries)))));
    }

    /** Who has no right to them is told at once, however many wait. */
    private static Uni<Set<String>> countries(AccessToken caller, UUID id, Map<String, JsonMember> members) {
        return find(id).map(seen -> countries(seen.countryId, EntryReader.change(seen.entry(), members)))
                .call(countries -> Panache.getSession().chain(session -> requireRights(session, caller, countries)));
    }

    private static Uni<Void> requireRights(Session session, AccessToken caller, Set<String> countries) {
        return CallerRights.of(Statements.in(session), caller)
                .invoke(rights -> countries.forEach(rights::requireAdministrationOf))
                .replaceWithVoid();
    }

    private static Set<String> countries(String before, CalendarEntry after) {
        return new TreeSet<>(List.of(before, after.countryId()));
    }

    /**
     * The competition, once the caller is known to have the right to it and nobody else can write to it.
     *
     * @param countries what is locked; should it have moved elsewhere meanwhile, the client tries again
     */
    private Uni<Competition> locked(Session session, AccessToken caller, UUID id, Set<String> countries) {
        return requireRights(session, caller, countries)
                .chain(() -> CountryLock.take(Statements.in(session), countries))
                .chain(() -> find(id))
                .invoke(competition -> {
                    if (!countries.contains(competition.countryId)) {
                        throw ApiException.unavailable("The competition has just moved to another country", 1);
                    }
                });
    }

    private static Uni<Competition> find(UUID id) {
        return Competition.<Competition>findById(id).invoke(competition -> {
            if (competition == null) {
                throw ApiException.notFound("There is no competition with this id");
            }
        });
    }

    private Uni<Matches> matches(Session session, CalendarEntry before, CalendarEntry after) {
        return isAnother(before, after)
                ? duplicates.ofChange(Statements.in(session), after)
                : Uni.createFrom().item(Matches.none());
    }

    private static boolean isAnother(CalendarEntry before, CalendarEntry after) {
        return !(before.fullName().equals(after.fullName())
                && before.shortName().equals(after.shortName())
                && before.nameLocal().equals(after.nameLocal())
                && before.date().equals(after.date())
                && before.finishDate().equals(after.finishDate())
                && before.countryId().equals(after.countryId()));
    }

    private Answer refuse(AccessToken caller, CalendarEntry after, Matches matches) {
        return Answer.duplicate(matches.answer(overrides.issue(caller.accountId(), after, matches.ids())));
    }

    private Uni<Answer> write(
            Session session, AccessToken caller, Competition competition, CalendarEntry after, Matches matches) {
        String before = competition.rendered;
        Set<String> countries = countries(competition.countryId, after);
        return slugs.of(Statements.in(session), after, competition.id)
                .map(free -> free.take(after))
                .chain(slug -> distinctKey(competition, after, matches)
                        .invoke(distinct -> competition.write(after, slug, distinct, clock.instant())))
                .chain(session::flush)
                .chain(() -> history.changed(competition, before, caller.accountId()))
                .chain(() -> CalendarVersion.next(Statements.in(session), countries))
                .map(ignored -> Answer.changed(competition));
    }

    /**
     * What keeps the named unique key from refusing a competition that stands beside an equal one on purpose: by an
     * override, or because a change of its city alone makes them equal, which is not checked.
     */
    private static Uni<String> distinctKey(Competition competition, CalendarEntry after, Matches matches) {
        String own = competition.id.toString();
        if (!matches.isEmpty() || !competition.distinctKey.isEmpty()) {
            return Uni.createFrom().item(own);
        }
        return Competition.isSameThere(after, competition.id).map(there -> there ? own : "");
    }
}
