package run.opentrack.competition.duplicate;

import io.micrometer.core.instrument.Metrics;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult;
import run.opentrack.competition.duplicate.DuplicateMatches.DuplicateMatch;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.name.parse.CityNames;
import run.opentrack.competition.name.parse.NameParser;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.ReadTimeout;
import run.opentrack.http.error.ApiException;

/**
 * Searches stored duplicates of new and changed competitions, in three steps of growing cost: candidates, scores, and the
 * JSON of those shown. The callers of this class check the rights before the second step; for a write, they lock the
 * country in an earlier statement, so that a concurrent equal create is visible here.
 */
@ApplicationScoped
public class DuplicateFinder {
    /** Estimated cost ({@link #costOf}) of a few milliseconds. More is scored on a worker thread. */
    private static final long MAX_COST_ON_EVENT_LOOP = 500_000;

    /** Limit for one probe, whose further candidates are not compared, and for one batch. */
    private static final long MAX_COST = 10_000_000;

    /** Checks that run or wait on the worker. Each keeps its candidates in memory, most of them a connection too. */
    static final int MAX_ON_WORKER = 32;

    /** Stored JSON that is read at once, for all matches of a batch. */
    private static final int MAX_JSON_BYTES = 8 << 20;

    private static final long COST_PER_AGE_GROUP_CHARACTER = 50;

    private final WorkerExecutor worker;
    private final Semaphore permits = new Semaphore(MAX_ON_WORKER);

    public DuplicateFinder(Vertx vertx) {
        this.worker = vertx.createSharedWorkerExecutor("duplicate-scoring", 1);
    }

    /** Loads the tables of names and cities at start-up. Loading them on first use would block an event loop. */
    void loadNameTables(@Observes StartupEvent event) {
        NameParser.parse("spring meeting", "MLT");
        CityNames.isSameCity("valletta", "mdina", "MLT");
    }

    /** Candidate rows of probes, in their order. */
    public record Candidates(List<MatchFeatures> probes, List<List<Object[]>> rows) {
        public Candidates with(CandidateOverlay overlay) {
            return new Candidates(
                    probes,
                    IntStream.range(0, rows.size())
                            .mapToObj(n -> overlay.apply(probes.get(n), rows.get(n)))
                            .toList());
        }
    }

    private static long costOf(MatchFeatures probe, List<Object[]> rows) {
        return rows.stream()
                .mapToLong(row ->
                        costOf(probe, CandidateRowMapper.nameLength(row), CandidateRowMapper.ageGroupLength(row)))
                .sum();
    }

    /** Cost of comparisons of a probe with others. Those of other days are not compared by name. */
    private static long costOf(MatchFeatures probe, Stream<MatchFeatures> others) {
        return others.filter(probe::overlaps)
                .mapToLong(other -> costOf(probe, other.nameLength(), other.ageGroupLength()))
                .sum();
    }

    private static long costOf(MatchFeatures probe, long nameLength, long ageGroupLength) {
        return probe.nameLength() * nameLength
                + COST_PER_AGE_GROUP_CHARACTER * (probe.ageGroupLength() + ageGroupLength);
    }

    /** Finds candidates of new competitions. Without the country lock they may lack creates in flight. */
    public Uni<Candidates> findCandidates(SqlExecutor sql, List<MatchFeatures> probes) {
        return CandidateRepository.find(sql, probes).map(rows -> new Candidates(probes, rows));
    }

    /** Finds candidates as {@link #findCandidates}, and those of other countries, which are possible duplicates at best. */
    public Uni<Candidates> findCandidatesInAllCountries(SqlExecutor sql, List<MatchFeatures> probes) {
        return CandidateRepository.findInAllCountries(sql, probes).map(rows -> new Candidates(probes, rows));
    }

    /**
     * @param selected probes by index; the others have no matches
     * @return a selected probe that exceeds the cost limit of the batch is not scored, but the first one always is
     */
    public Uni<Result> score(Candidates candidates, IntPredicate selected) {
        return score(candidates, selected, probe -> Stream.empty(), result -> result);
    }

    /** Scores as {@link #score} and evaluates the result, which may compare each pair of scored probes, on one thread. */
    public <T> Uni<T> scoreAndCompare(Candidates candidates, IntPredicate selected, Function<Result, T> evaluation) {
        return score(candidates, selected, scored -> scored.stream().mapToObj(candidates.probes()::get), evaluation);
    }

    /** @param compared probes that one is compared with, of those that are scored */
    private <T> Uni<T> score(
            Candidates candidates,
            IntPredicate selected,
            Function<BitSet, Stream<MatchFeatures>> compared,
            Function<Result, T> evaluation) {
        List<MatchFeatures> probes = candidates.probes();
        BitSet scored = new BitSet();
        long[] costs = new long[probes.size()];
        long total = 0;
        for (int n = 0; n < costs.length; n++) {
            if (selected.test(n)) {
                costs[n] = costOf(probes.get(n), candidates.rows().get(n));
                long cost = costs[n] + costOf(probes.get(n), compared.apply(scored));
                if (scored.isEmpty() || total + cost <= MAX_COST) {
                    scored.set(n);
                    total += cost;
                }
            }
        }
        return run(total, () -> evaluation.apply(new Result(probes, scored, match(candidates, scored, costs))));
    }

    private static List<DuplicateMatches> match(Candidates candidates, BitSet scored, long[] costs) {
        return IntStream.range(0, costs.length)
                .mapToObj(n -> scored.get(n)
                        ? match(candidates.probes().get(n), candidates.rows().get(n), costs[n], null)
                        : DuplicateMatches.none())
                .toList();
    }

    /**
     * Finds matches of a stored competition's new state. The stored row itself is excluded.
     *
     * @param overlay replaces stored rows, null without one
     */
    public Uni<DuplicateMatches> findForChanged(SqlExecutor sql, CompetitionData changed, CandidateOverlay overlay) {
        MatchFeatures probe = MatchFeatures.of(changed);
        return CandidateRepository.findInAllCountries(sql, List.of(probe)).chain(found -> {
            List<Object[]> rows = overlay == null ? found.get(0) : overlay.apply(probe, found.get(0));
            long cost = costOf(probe, rows);
            return run(cost, () -> match(probe, rows, cost, changed.id()));
        });
    }

    /** Runs on the event loop or, with a higher cost, on the worker; 503 where it would wait too long. */
    private <T> Uni<T> run(long cost, Supplier<T> scoring) {
        if (cost <= MAX_COST_ON_EVENT_LOOP) {
            return Uni.createFrom().item(scoring);
        }
        if (!permits.tryAcquire()) {
            return Uni.createFrom().failure(ApiException.unavailable("Too many duplicate checks are in progress", 1));
        }
        long startNanos = System.nanoTime();
        return UniHelper.toUni(worker.executeBlocking(
                () -> {
                    try {
                        if (System.nanoTime() - startNanos > ReadTimeout.TIMEOUT.toNanos()) {
                            throw ApiException.unavailable();
                        }
                        return scoring.get();
                    } finally {
                        permits.release();
                    }
                },
                false));
    }

    /** Reads the JSON of the matches that are shown, first the best one of each probe, as far as its total size allows. */
    public Uni<List<DuplicateMatches>> withJson(SqlExecutor sql, List<DuplicateMatches> matches) {
        List<List<UUID>> shown =
                matches.stream().map(DuplicateMatches::shownIds).toList();
        Set<UUID> ids = new LinkedHashSet<>();
        for (int rank = 0; rank < DuplicateMatches.MAX_SHOWN; rank++) {
            for (List<UUID> one : shown) {
                one.stream().skip(rank).limit(1).forEach(ids::add);
            }
        }
        if (ids.isEmpty()) {
            return Uni.createFrom().item(matches);
        }
        return CandidateRepository.findJson(sql, ids, MAX_JSON_BYTES)
                .map(json -> matches.stream().map(one -> one.withRendered(json)).toList());
    }

    /** Scores as many rows as the cost limit of one probe allows, the likeliest first. */
    private static DuplicateMatches match(MatchFeatures probe, List<Object[]> rows, long cost, UUID self) {
        List<Object[]> others = rows.stream()
                .filter(row -> !CandidateRowMapper.id(row).equals(self))
                .toList();
        boolean uniqueKeyTaken = others.stream().anyMatch(row -> CandidateRowMapper.hasUniqueKeyOf(row, probe));
        boolean nationalIdTaken = others.stream().anyMatch(row -> CandidateRowMapper.hasNationalIdOf(row, probe));
        int count = (int) Math.min(rows.size(), rows.size() * MAX_COST / Math.max(1, cost));
        boolean partial = count < rows.size() || CandidateRepository.isTruncated(rows, probe);
        if (partial) {
            Metrics.counter("opentrack.duplicate.checks.partial").increment();
        }
        List<DuplicateMatch> matches = scoreCandidates(probe, rows.subList(0, count), self);
        UUID requestedId = self == null ? probe.id() : null;
        return new DuplicateMatches(matches, requestedId, uniqueKeyTaken, nationalIdTaken, partial);
    }

    private static List<DuplicateMatch> scoreCandidates(MatchFeatures probe, List<Object[]> rows, UUID self) {
        List<DuplicateMatch> matches = new ArrayList<>();
        Set<UUID> seen = new HashSet<>();
        for (Object[] row : rows) {
            UUID id = CandidateRowMapper.id(row);
            if (id.equals(self) || !seen.add(id)) {
                continue;
            }
            MatchFeatures stored = CandidateRowMapper.features(row, probe);
            MatchResult result = DuplicateMatcher.compare(probe, stored);
            if (result.type() != MatchResult.Type.DISTINCT || id.equals(probe.id())) {
                matches.add(new DuplicateMatch(id, result, null));
            }
        }
        return matches;
    }

    /** Relation of two probes that may be inserted in one batch. */
    public enum Relation {
        NONE,
        /** The check of one depends on the other: equal unique key or similar names. */
        POSSIBLE,
        /** One would be refused if the other were stored. */
        DUPLICATE
    }

    /**
     * Duplicate check result of several probes, in their order. It can also compare two probes, as they may be inserted in
     * one batch.
     */
    public record Result(List<MatchFeatures> probes, BitSet scored, List<DuplicateMatches> matches) {
        public boolean isScored(int index) {
            return scored.get(index);
        }

        public DuplicateMatches matches(int index) {
            return matches.get(index);
        }

        public Relation relation(int index, int otherIndex) {
            MatchFeatures one = probes.get(index);
            MatchFeatures other = probes.get(otherIndex);
            MatchResult result = DuplicateMatcher.compare(one, other);
            if (result.isDuplicate() || one.id() != null && one.id().equals(other.id())) {
                return Relation.DUPLICATE;
            }
            boolean sameUniqueKey = one.hasUniqueKey(
                    other.countryId(), other.date(), other.fullName().key(), other.city());
            return sameUniqueKey || result.isPossible() ? Relation.POSSIBLE : Relation.NONE;
        }
    }
}
