package run.opentrack.competition.register;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.competition.Competition;
import run.opentrack.competition.duplicate.DuplicateSearch;
import run.opentrack.competition.duplicate.Matches;
import run.opentrack.competition.duplicate.OverrideTokens;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.history.History;
import run.opentrack.competition.idempotency.Idempotency;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.wire.token.AccessToken;

/**
 * Registers a new competition: rights, the override token, duplicates, then the row, its history and the calendar's
 * version, in one transaction under the country's lock.
 */
@ApplicationScoped
public class Registration {
    private final DuplicateSearch duplicates;
    private final OverrideTokens overrides;
    private final Idempotency idempotency;
    private final History history;
    private final Clock clock;

    Registration(
            DuplicateSearch duplicates,
            OverrideTokens overrides,
            Idempotency idempotency,
            History history,
            Clock clock) {
        this.duplicates = duplicates;
        this.overrides = overrides;
        this.idempotency = idempotency;
        this.history = history;
        this.clock = clock;
    }

    /**
     * @param entry what was sent, valid
     * @param overrideToken or null
     * @return 201 with the competition, or 409 with what it may be the same as
     */
    @WithTransaction
    Uni<Answer> register(
            AccessToken caller, CalendarEntry entry, String overrideToken, Optional<IdempotencyKey> idempotencyKey) {
        return Panache.getSession().chain(session -> CallerRights.of(session, caller)
                .invoke(rights -> rights.requireAdministrationOf(entry.countryId()))
                .chain(() -> idempotencyKey.isPresent()
                        ? once(session, caller, entry, overrideToken, idempotencyKey.get())
                        : decide(session, caller, entry, overrideToken)));
    }

    private Uni<Answer> once(
            Session session, AccessToken caller, CalendarEntry entry, String overrideToken, IdempotencyKey key) {
        return idempotency
                .begin(session, key)
                .chain(earlier -> earlier.isPresent()
                        ? Uni.createFrom().item(earlier.get())
                        : decide(session, caller, entry, overrideToken).call(answer -> idempotency.keep(key, answer)));
    }

    private Uni<Answer> decide(Session session, AccessToken caller, CalendarEntry entry, String overrideToken) {
        Set<UUID> covered = overrides.covered(overrideToken, caller.accountId(), entry);
        return CountryLock.take(session, List.of(entry.countryId()))
                .chain(() -> duplicates.of(session, entry))
                .chain(matches -> covered.containsAll(matches.ids())
                        ? insert(session, caller, entry, matches)
                                .invoke(() -> Creates.count(matches.isEmpty() ? "created" : "overridden"))
                        : Uni.createFrom().item(refuse(caller, entry, matches)));
    }

    private Answer refuse(AccessToken caller, CalendarEntry entry, Matches matches) {
        Creates.count("duplicate");
        return Answer.duplicate(matches.answer(overrides.issue(caller.accountId(), entry, matches.ids())));
    }

    private Uni<Answer> insert(Session session, AccessToken caller, CalendarEntry entry, Matches matches) {
        UUID id = entry.id() == null || matches.isIdTaken() ? UUID.randomUUID() : entry.id();
        CalendarEntry withId = entry.withId(id);
        return FreeSlug.of(session, withId, id).chain(slug -> {
            Competition competition = new Competition();
            competition.write(
                    withId, slug, matches.isEmpty() && !matches.isKeyTaken() ? "" : id.toString(), clock.instant());
            return competition
                    .<Competition>persistAndFlush()
                    .call(() -> history.created(competition, caller.accountId()))
                    .call(() -> CalendarVersion.next(session, List.of(competition.countryId)))
                    .map(Answer::created);
        });
    }
}
