package run.opentrack.competition.rendering;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.rendering.RenderingRepository.Position;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.CompetitionRepository;
import run.opentrack.competition.write.CountryAdvisoryLock;
import run.opentrack.competition.write.MergedCompetitionRepository;

/**
 * Renders stored competitions anew, in pages, and then the merged ones, whose names are compared with imports. Competitions whose derived columns are as they would be now are only read;
 * the others are written under their country's lock, which is released after each page. An interrupted pass goes on after
 * its last page. A competition's revision and time of update change with its JSON only.
 */
@Singleton
class RenderingService {
    private static final int MAX_ATTEMPTS = 5;
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final Pool database;
    private final Clock clock;
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong written = new AtomicLong();

    RenderingService(Pool database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @return a summary of the pass */
    Uni<String> renderAll(String version) {
        SqlExecutor sql = SqlExecutor.on(database);
        return RenderingRepository.begin(sql, version)
                .chain(position -> renderFrom(sql, position, false))
                // They are few: a pass that was interrupted reads all of them again.
                .chain(() -> renderFrom(sql, new Position(RenderingRepository.START, null), true))
                .chain(() -> RenderingRepository.complete(sql))
                .map(completed -> "%d competitions read, %d rendered anew".formatted(read.get(), written.get()));
    }

    private Uni<Void> renderFrom(SqlExecutor sql, Position start, boolean merged) {
        AtomicReference<Position> position = new AtomicReference<>(start);
        return Multi.createBy()
                .repeating()
                .uni(() -> RenderingRepository.nextPage(sql, position.get(), merged)
                        .call(page -> page.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : renderPage(page, merged)
                                        .map(done -> position.updateAndGet(before -> before.after(page)))
                                        .chain(after -> merged
                                                ? Uni.createFrom().voidItem()
                                                : RenderingRepository.save(sql, after))))
                .until(List::isEmpty)
                .onItem()
                .ignoreAsUni();
    }

    private static Uni<List<Competition>> findAll(SqlExecutor sql, List<UUID> ids, boolean merged) {
        return merged ? MergedCompetitionRepository.findAll(sql, ids) : CompetitionRepository.findAll(sql, ids);
    }

    private Uni<Void> renderPage(List<UUID> page, boolean merged) {
        return findAll(SqlExecutor.on(database), page, merged)
                .invoke(competitions -> read.addAndGet(competitions.size()))
                .map(competitions -> competitions.stream()
                        .filter(stored -> !CompetitionRepository.haveEqualColumns(stored, renderAnew(stored)))
                        .collect(Collectors.groupingBy(
                                stored -> stored.countryId,
                                Collectors.mapping(stored -> stored.id, Collectors.toList()))))
                .chain(outdated -> Multi.createFrom()
                        .iterable(outdated.entrySet())
                        .onItem()
                        .transformToUniAndConcatenate(ofCountry -> renderOutdated(ofCountry, merged))
                        .onItem()
                        .ignoreAsUni());
    }

    private Uni<Void> renderOutdated(Map.Entry<String, List<UUID>> ofCountry, boolean merged) {
        String country = ofCountry.getKey();
        return database.withTransaction(connection -> {
                    SqlExecutor sql = SqlExecutor.on(connection);
                    return RenderingRepository.keepChangedVersions(sql)
                            .chain(() -> CountryAdvisoryLock.acquire(sql, Set.of(country)))
                            .chain(() -> findAll(sql, ofCountry.getValue(), merged))
                            .chain(competitions -> Multi.createFrom()
                                    .iterable(competitions)
                                    // A competition that has moved meanwhile is in a country that is not locked.
                                    .filter(stored -> stored.countryId.equals(country))
                                    .onItem()
                                    .transformToUniAndConcatenate(stored -> merged
                                            ? writeMerged(sql, renderAnew(stored))
                                            : write(sql, stored, renderAnew(stored)))
                                    .collect()
                                    .asList())
                            .chain(visible -> visible.contains(true)
                                    ? RenderingRepository.countVersion(sql, country)
                                    : Uni.createFrom().voidItem());
                })
                .onFailure()
                .retry()
                .withBackOff(RETRY_DELAY)
                .atMost(MAX_ATTEMPTS);
    }

    private Competition renderAnew(Competition stored) {
        return stored.renderAnew(clock.instant());
    }

    /** @return false, since no list has it */
    private Uni<Boolean> writeMerged(SqlExecutor sql, Competition anew) {
        written.incrementAndGet();
        return MergedCompetitionRepository.update(sql, anew).replaceWith(false);
    }

    /** @return whether the answer to a list differs now, which its version must tell */
    private Uni<Boolean> write(SqlExecutor sql, Competition stored, Competition anew) {
        boolean sameKeys = anew.nameKey.equals(stored.nameKey) && anew.placeKey.equals(stored.placeKey);
        Uni<Boolean> equalExists = sameKeys
                ? Uni.createFrom().item(false)
                : CompetitionRepository.existsEqual(sql, anew.toData(), anew.id);
        boolean visible =
                !anew.rendered.equals(stored.rendered) || !Arrays.equals(anew.searchTerms, stored.searchTerms);
        return equalExists
                .invoke(exists -> {
                    if (exists) {
                        // Two names may have one key by the new rules.
                        anew.distinctKey = anew.id.toString();
                    }
                    written.incrementAndGet();
                })
                .chain(() -> CompetitionRepository.update(sql, anew))
                .replaceWith(visible);
    }
}
