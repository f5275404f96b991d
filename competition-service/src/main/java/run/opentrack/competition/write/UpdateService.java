package run.opentrack.competition.write;

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
import run.opentrack.competition.duplicate.DuplicateFinder;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.duplicate.OverrideTokenService;
import run.opentrack.competition.history.HistoryWriter;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.competition.rights.RightsQuery;
import run.opentrack.competition.slug.SlugRepository;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/** Changes a competition, or deletes it. Two changes at the same moment are made one after the other; none is lost. */
@ApplicationScoped
public class UpdateService {
    private final LocalCountryMutex mutex;
    private final DuplicateFinder duplicates;
    private final SlugRepository slugs;
    private final OverrideTokenService overrides;
    private final HistoryWriter history;
    private final Clock clock;

    UpdateService(
            LocalCountryMutex turn,
            DuplicateFinder duplicates,
            SlugRepository slugs,
            OverrideTokenService overrides,
            HistoryWriter history,
            Clock clock) {
        this.mutex = turn;
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
    Uni<WriteResponse> update(
            AccessToken caller, UUID id, Map<String, JsonMember> members, IfMatchCondition condition) {
        String overrideToken = CompetitionParser.overrideToken(members);
        return inCountryTransaction(caller, id, members, countries -> Panache.getSession()
                .chain(session -> locked(session, caller, id, countries).chain(competition -> {
                    CompetitionData before = competition.toData();
                    CompetitionData after = CompetitionParser.parseChange(before, members);
                    Set<UUID> covered = overrides.verify(overrideToken, caller.accountId(), after);
                    condition.require(competition.etag);
                    if (after.equals(before)) {
                        return Uni.createFrom().item(WriteResponse.updated(competition));
                    }
                    return matches(session, before, after)
                            .chain(matches -> covered.containsAll(matches.ids())
                                    ? write(session, caller, competition, after, matches)
                                    : Uni.createFrom().item(conflict(caller, after, matches)));
                })));
    }

    Uni<Void> delete(AccessToken caller, UUID id, IfMatchCondition condition) {
        return inCountryTransaction(caller, id, Map.of(), countries -> Panache.getSession()
                .chain(session -> locked(session, caller, id, countries)
                        .invoke(competition -> condition.require(competition.etag))
                        .chain(competition -> competition
                                .delete()
                                .chain(session::flush)
                                .chain(() -> history.addDeleted(competition, caller.accountId(), clock.instant()))
                                .chain(() -> CalendarVersionCounter.increment(
                                        SqlExecutor.in(session), competition.countryId)))));
    }

    /** A transaction in its turn in the countries that the competition is in and goes to, as it stands before. */
    private <T> Uni<T> inCountryTransaction(
            AccessToken caller, UUID id, Map<String, JsonMember> members, Function<Set<String>, Uni<T>> work) {
        return WriteTransaction.run(write -> Panache.withSession(() -> countries(caller, id, members))
                .chain(countries -> mutex.run(countries, write.inTransaction(() -> work.apply(countries)))));
    }

    /** Who has no right to them is told at once, however many wait. */
    private static Uni<Set<String>> countries(AccessToken caller, UUID id, Map<String, JsonMember> members) {
        return find(id).map(seen -> countries(seen.countryId, CompetitionParser.parseChange(seen.toData(), members)))
                .call(countries -> Panache.getSession().chain(session -> requireRights(session, caller, countries)));
    }

    private static Uni<Void> requireRights(Session session, AccessToken caller, Set<String> countries) {
        return RightsQuery.of(SqlExecutor.in(session), caller)
                .invoke(rights -> countries.forEach(rights::requireAdministrationOf))
                .replaceWithVoid();
    }

    private static Set<String> countries(String before, CompetitionData after) {
        return new TreeSet<>(List.of(before, after.countryId()));
    }

    /**
     * The competition, once the caller is known to have the right to it and nobody else can write to it.
     *
     * @param countries what is locked; should it have moved elsewhere meanwhile, the client tries again
     */
    private Uni<Competition> locked(Session session, AccessToken caller, UUID id, Set<String> countries) {
        return requireRights(session, caller, countries)
                .chain(() -> CountryAdvisoryLock.acquire(SqlExecutor.in(session), countries))
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

    private Uni<DuplicateMatches> matches(Session session, CompetitionData before, CompetitionData after) {
        return needsDuplicateCheck(before, after)
                ? duplicates.findForUpdate(SqlExecutor.in(session), after)
                : Uni.createFrom().item(DuplicateMatches.none());
    }

    private static boolean needsDuplicateCheck(CompetitionData before, CompetitionData after) {
        return !(before.fullName().equals(after.fullName())
                && before.shortName().equals(after.shortName())
                && before.nameLocal().equals(after.nameLocal())
                && before.date().equals(after.date())
                && before.finishDate().equals(after.finishDate())
                && before.countryId().equals(after.countryId()));
    }

    private WriteResponse conflict(AccessToken caller, CompetitionData after, DuplicateMatches matches) {
        return WriteResponse.duplicate(matches.conflictBody(overrides.issue(caller.accountId(), after, matches.ids())));
    }

    private Uni<WriteResponse> write(
            Session session,
            AccessToken caller,
            Competition competition,
            CompetitionData after,
            DuplicateMatches matches) {
        String before = competition.rendered;
        Set<String> countries = countries(competition.countryId, after);
        return slugs.of(SqlExecutor.in(session), after, competition.id)
                .map(free -> free.allocate(after))
                .chain(slug -> distinctKey(competition, after, matches)
                        .invoke(distinct -> competition.apply(after, slug, distinct, clock.instant())))
                .chain(session::flush)
                .chain(() -> history.addChanged(competition, before, caller.accountId()))
                .chain(() -> CalendarVersionCounter.increment(SqlExecutor.in(session), countries))
                .map(ignored -> WriteResponse.updated(competition));
    }

    /**
     * What keeps the named unique key from refusing a competition that stands beside an equal one on purpose: by an
     * override, or because a change of its city alone makes them equal, which is not checked.
     */
    private static Uni<String> distinctKey(Competition competition, CompetitionData after, DuplicateMatches matches) {
        String own = competition.id.toString();
        if (!matches.isEmpty() || !competition.distinctKey.isEmpty()) {
            return Uni.createFrom().item(own);
        }
        return Competition.existsEqual(after, competition.id).map(there -> there ? own : "");
    }
}
