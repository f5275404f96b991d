package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.competition.duplicate.DuplicateFinder.Relation;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult.Type;
import run.opentrack.competition.duplicate.DuplicateMatches.DuplicateMatch;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.http.error.ApiException;

class DuplicateMatchesTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_match_that_is_deleted_before_its_json_is_read_is_dropped() {
        DuplicateMatch deleted = match(Type.SIMILAR, 0.9, null);
        DuplicateMatch stored = match(Type.SIMILAR, 0.9, null);
        DuplicateMatches matches = matches(deleted, stored).withRendered(Map.of(stored.id(), "{}"));
        assertThat(matches.ids()).containsExactly(stored.id());
        assertThat(matches.conflictBody("t")).endsWith("\"mathing_competitions\":[{}]}}");
        assertThat(matches(deleted).withRendered(Map.of()).isEmpty()).isTrue();
    }

    @Test
    void a_match_beyond_those_shown_does_not_replace_a_deleted_one() {
        DuplicateMatches matches = matches(similar(12, null));
        Map<UUID, String> json = matches.shownIds().stream().skip(1).collect(Collectors.toMap(id -> id, id -> "{}"));
        DuplicateMatches read = matches.withRendered(json);
        assertThat(read.ids()).hasSize(11);
        assertThat(read.conflictBody("t")).contains("[" + "{},".repeat(8) + "{}]");
    }

    @Test
    void exact_matches_come_first_then_similar_ones_by_score_then_those_by_id_only() {
        DuplicateMatches matches = matches(
                match(Type.DISTINCT, 0, "4"),
                match(Type.SIMILAR, 0.8, "3"),
                match(Type.SIMILAR, 0.9, "2"),
                match(Type.EXACT, 1, "1"));
        assertThat(matches.conflictBody("t")).endsWith("[1,2,3,4]}}");
    }

    @Test
    void an_id_that_another_country_had_is_a_match_without_json() {
        UUID id = UUID.randomUUID();
        DuplicateMatches matches = new DuplicateMatches(List.of(), id, false, false, false).withIdOfOtherCountry();
        assertThat(matches.withRendered(Map.of()).isEmpty()).isFalse();
        assertThat(matches.ids()).containsExactly(id);
        assertThat(matches.isIdTaken()).isTrue();
        assertThat(matches.conflictBody("t"))
                .isEqualTo("{\"detail\":{\"error\":\"A competition of another country had this id\","
                        + "\"override_token\":\"t\",\"mathing_competitions\":[]}}");
    }

    @Test
    void equal_scores_are_ranked_by_id() {
        UUID low = new UUID(0, 1);
        UUID high = new UUID(0, 2);
        MatchResult similar = new MatchResult(Type.SIMILAR, 0.9, false, List.of());
        DuplicateMatches matches =
                matches(new DuplicateMatch(high, similar, "2"), new DuplicateMatch(low, similar, "1"));
        assertThat(matches.conflictBody("t")).endsWith("[1,2]}}");
    }

    @Test
    void ten_matches_are_shown_and_the_ids_of_all_are_covered() {
        DuplicateMatches matches = matches(similar(12, "{}"));
        assertThat(matches.conflictBody("t")).contains("[" + "{},".repeat(9) + "{}]");
        assertThat(matches.ids()).hasSize(12);
        assertThat(matches.shownIds()).hasSize(10);
    }

    @Test
    void possible_ones_are_listed_best_first_but_neither_refused_nor_shown_nor_covered() {
        DuplicateMatch better = match(Type.POSSIBLE, 0.75, null);
        DuplicateMatch worse = match(Type.POSSIBLE, 0.72, null);
        DuplicateMatches possible = matches(worse, better);
        assertThat(possible.isEmpty()).isTrue();
        assertThat(possible.ids()).isEmpty();
        assertThat(possible.shownIds()).isEmpty();
        assertThat(possible.possible()).containsExactly(better.toPossible(), worse.toPossible());
        assertThat(matches(IntStream.range(0, 12)
                                .mapToObj(n -> match(Type.POSSIBLE, 0.75, null))
                                .toArray(DuplicateMatch[]::new))
                        .possible())
                .hasSize(10);
        DuplicateMatch blocking = match(Type.SIMILAR, 0.9, "{}");
        DuplicateMatches both = matches(better, blocking).withRendered(Map.of(blocking.id(), "{}"));
        assertThat(both.overridden()).containsExactly(blocking.toPossible());
        assertThat(both.possible()).containsExactly(better.toPossible());
        assertThat(new DuplicateMatches(List.of(better), better.id(), false, false, false).isIdTaken())
                .as("an id of the client's choice blocks whatever the score")
                .isTrue();
    }

    @Test
    void a_possible_match_with_the_requested_id_is_queued_and_ranked_behind_a_similar_one() {
        DuplicateMatch sameId = match(Type.POSSIBLE, 0.7, "2");
        DuplicateMatch similar = match(Type.SIMILAR, 0.62, "1");
        DuplicateMatch idOnly = match(Type.DISTINCT, 0, "{}");
        DuplicateMatches matches = new DuplicateMatches(List.of(sameId, similar), sameId.id(), false, false, false);
        assertThat(matches.conflictBody("t")).endsWith("[1,2]}}");
        assertThat(matches.overridden()).containsExactly(similar.toPossible(), sameId.toPossible());
        assertThat(matches.possible()).isEmpty();
        assertThat(new DuplicateMatches(List.of(idOnly), idOnly.id(), false, false, false).overridden())
                .as("an equal id says nothing about the competition")
                .isEmpty();
    }

    @Test
    void one_search_delivers_blocking_and_possible_matches_with_reasons() {
        MatchFeatures probe = Features.of("Kuldvillak Memorial", "'city':'Tartu'");
        Object[] blocking = candidate("kuldvilak memorial");
        Object[] possible = candidate("kuldvillak cup");
        DuplicateMatches matches = new DuplicateFinder(vertx)
                .score(
                        new DuplicateFinder.Candidates(
                                List.of(probe), List.of(List.of(possible, blocking, candidate("otepaa games")))),
                        n -> true)
                .await()
                .indefinitely()
                .matches(0);
        assertThat(matches.ids()).containsExactly((UUID) blocking[0]);
        assertThat(matches.possible()).singleElement().satisfies(match -> {
            assertThat(match.id()).isEqualTo(possible[0]);
            assertThat(match.score()).isBetween(0.7, 0.79);
            assertThat(match.reasons()).containsExactly("similar name", "same date", "city missing in one of them");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ü", "🏃", "\u0800"})
    void a_body_has_at_most_1_mib_and_shows_the_matches_that_fit(String letter) {
        String quarter = letter.repeat((1 << 18) / letter.getBytes(StandardCharsets.UTF_8).length - 100);
        String token = "t".repeat(100_000);
        byte[] body = matches(similar(10, quarter)).conflictBody(token).getBytes(StandardCharsets.UTF_8);
        assertThat(body.length).isBetween(3 << 18, 1 << 20);
        DuplicateMatch large = match(Type.EXACT, 1, "y".repeat(1 << 20));
        assertThat(matches(large, match(Type.SIMILAR, 0.9, "{}")).conflictBody("t"))
                .contains("same name and date")
                .endsWith("\"mathing_competitions\":[{}]}}");
    }

    @Test
    void a_match_whose_json_may_not_be_read_is_covered_but_not_shown() {
        DuplicateMatch match = match(Type.EXACT, 1, null);
        DuplicateMatches read = matches(match).withRendered(Collections.singletonMap(match.id(), null));
        assertThat(read.ids()).containsExactly(match.id());
        assertThat(read.conflictBody("t")).endsWith("\"mathing_competitions\":[]}}");
    }

    @Test
    void json_is_read_once_and_the_best_matches_of_all_probes_first() {
        DuplicateMatch best = match(Type.EXACT, 1, null);
        DuplicateMatch second = match(Type.SIMILAR, 0.9, null);
        DuplicateMatch other = match(Type.EXACT, 1, null);
        List<Object[]> sent = new ArrayList<>();
        SqlExecutor sql = (statement, parameters) -> {
            sent.add(parameters);
            return Uni.createFrom().item(List.<Object[]>of(new Object[] {best.id(), "{}"}));
        };
        DuplicateFinder finder = new DuplicateFinder(vertx);
        List<DuplicateMatches> read = finder.withJson(
                        sql,
                        List.of(
                                matches(best, second),
                                DuplicateMatches.none(),
                                matches(other, new DuplicateMatch(best.id(), second.result(), null))))
                .await()
                .indefinitely();
        assertThat(sent).hasSize(1);
        assertThat((UUID[]) sent.get(0)[0]).containsExactly(best.id(), other.id(), second.id());
        assertThat(read.get(0).conflictBody("t")).endsWith("[{}]}}");
        assertThat(read.get(1).isEmpty()).isTrue();
        finder.withJson(sql, List.of(DuplicateMatches.none())).await().indefinitely();
        assertThat(sent).as("no query without matches").hasSize(1);
    }

    @Test
    void only_selected_probes_are_scored_and_many_candidates_on_a_worker_thread() {
        MatchFeatures probe = Features.of("Kuldvillak Memorial", "");
        List<Object[]> rows = IntStream.range(0, CandidateRepository.MAX_CANDIDATES)
                .mapToObj(n -> candidate("kuldvillak memorial"))
                .toList();
        DuplicateFinder finder = new DuplicateFinder(vertx);
        DuplicateFinder.Candidates candidates =
                new DuplicateFinder.Candidates(List.of(probe, probe), List.of(rows, rows.subList(0, 3)));
        DuplicateFinder.Result few =
                finder.score(candidates, n -> n == 1).await().indefinitely();
        assertThat(few.matches(0).isEmpty()).isTrue();
        assertThat(few.matches(1).ids()).hasSize(3);
        assertThat(few.matches(1).isPartial()).isFalse();
        AtomicReference<String> thread = new AtomicReference<>();
        DuplicateFinder.Result many = finder.score(candidates, n -> true)
                .invoke(result -> thread.set(Thread.currentThread().getName()))
                .await()
                .indefinitely();
        assertThat(many.matches(0).ids()).hasSize(CandidateRepository.MAX_CANDIDATES);
        assertThat(many.matches(0).isPartial()).isTrue();
        assertThat(thread.get()).isNotEqualTo(Thread.currentThread().getName());
    }

    @Test
    void a_batch_scores_as_much_as_one_probe_may_cost_and_a_probe_no_more() {
        MatchFeatures probe = Features.of("ab ".repeat(60), "");
        List<Object[]> rows = IntStream.range(0, CandidateRepository.MAX_CANDIDATES)
                .mapToObj(n -> candidate(probe.fullName().key()))
                .toList();
        DuplicateFinder.Result result = new DuplicateFinder(vertx)
                .score(
                        new DuplicateFinder.Candidates(List.of(probe, probe, probe), List.of(rows, rows, List.of())),
                        n -> true)
                .await()
                .indefinitely();
        assertThat(result.isScored(0)).isTrue();
        assertThat(result.isScored(1)).isFalse();
        assertThat(result.matches(0).isPartial()).isTrue();
        assertThat(result.matches(0).ids()).hasSizeBetween(250, 350);
    }

    @Test
    void all_names_and_listed_age_groups_are_part_of_the_work_of_a_probe() {
        Object[] longAgeGroups = candidate("kuldvillak memorial");
        longAgeGroups[12] = Collections.nCopies(100, "x".repeat(200)).toArray(String[]::new);
        assertThat(isPartial(Features.of("Kuldvillak Memorial", ""), Collections.nCopies(20, longAgeGroups)))
                .isTrue();
        Object[] longNames = candidate("ab");
        longNames[2] = "ab ".repeat(60);
        longNames[3] = "ba ".repeat(60);
        String names = "'short_name':'" + "ab ".repeat(60) + "','name_local':'" + "ba ".repeat(60) + "'";
        assertThat(isPartial(Features.of("Ab", names), Collections.nCopies(100, longNames)))
                .isTrue();
    }

    @Test
    void comparisons_of_a_batch_with_each_other_are_part_of_its_cost_and_run_on_the_worker() {
        String ageGroups = "'age_groups':['" + "x".repeat(200) + "'" + (",'" + "y".repeat(200) + "'").repeat(99) + "]";
        List<MatchFeatures> probes = IntStream.rangeClosed(1, 30)
                .mapToObj(day -> Features.of("Run " + day, ageGroups + ",'date':'2026-06-06'"))
                .toList();
        assertThat(scoredOf(probes)).isBetween(2, 6);
        List<MatchFeatures> ofOtherDays = IntStream.rangeClosed(1, 30)
                .mapToObj(day -> Features.of("Run " + day, ageGroups + ",'date':'2026-06-%02d'".formatted(day)))
                .toList();
        assertThat(scoredOf(ofOtherDays)).isEqualTo(30);
    }

    /** Requires that more than a few comparisons are made on the worker. */
    private int scoredOf(List<MatchFeatures> probes) {
        AtomicReference<String> thread = new AtomicReference<>();
        int scored = new DuplicateFinder(vertx)
                .scoreAndCompare(candidates(probes), n -> true, result -> {
                    thread.set(Thread.currentThread().getName());
                    return (int) IntStream.range(0, probes.size())
                            .filter(result::isScored)
                            .count();
                })
                .await()
                .indefinitely();
        boolean onWorker = thread.get().startsWith("duplicate-scoring");
        assertThat(onWorker).isEqualTo(scored < probes.size());
        return scored;
    }

    private static DuplicateFinder.Candidates candidates(List<MatchFeatures> probes) {
        return new DuplicateFinder.Candidates(probes, Collections.nCopies(probes.size(), List.of()));
    }

    @Test
    void checks_beyond_those_that_run_or_wait_on_the_worker_are_a_503() {
        String names = "'short_name':'" + "ab ".repeat(60) + "','name_local':'" + "ba ".repeat(60) + "'";
        MatchFeatures probe = Features.of("cd ".repeat(60), names);
        DuplicateFinder.Candidates costly = candidates(Collections.nCopies(4, probe));
        DuplicateFinder finder = new DuplicateFinder(vertx);
        CountDownLatch latch = new CountDownLatch(1);
        List<CompletableFuture<Boolean>> checks = Stream.generate(
                        () -> finder.scoreAndCompare(costly, n -> true, result -> awaitUninterruptibly(latch))
                                .subscribeAsCompletionStage())
                .limit(DuplicateFinder.MAX_ON_WORKER + 1)
                .toList();
        assertThat(checks.get(DuplicateFinder.MAX_ON_WORKER))
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        ApiException.class, error -> assertThat(error.status()).isEqualTo(503));
        assertThat(checks.subList(0, DuplicateFinder.MAX_ON_WORKER)).noneMatch(CompletableFuture::isDone);
        latch.countDown();
        assertThat(checks.subList(0, DuplicateFinder.MAX_ON_WORKER))
                .allSatisfy(check ->
                        assertThat(check).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true));
        assertThat(finder.scoreAndCompare(costly, n -> true, result -> true)
                        .await()
                        .indefinitely())
                .isTrue();
    }

    private static boolean awaitUninterruptibly(CountDownLatch latch) {
        try {
            return latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isPartial(MatchFeatures probe, List<Object[]> rows) {
        return new DuplicateFinder(vertx)
                .score(new DuplicateFinder.Candidates(List.of(probe), List.of(rows)), n -> true)
                .await()
                .indefinitely()
                .matches(0)
                .isPartial();
    }

    private static Object[] candidate(String key) {
        return CandidateRows.of(UUID.randomUUID(), key, LocalDate.parse("2026-06-06"));
    }

    @Test
    void the_error_says_why_the_best_match_is_one() {
        assertThat(matches(match(Type.SIMILAR, 0.9, "{}"), match(Type.EXACT, 1, "{}"))
                        .conflictBody("t"))
                .startsWith(
                        "{\"detail\":{\"error\":\"A competition with the same name and date exists\",\"override_token\":\"t\"");
        assertThat(matches(match(Type.SIMILAR, 0.9, "{}")).conflictBody("t")).contains("A similar competition exists");
    }

    @Test
    void the_error_says_so_when_all_matches_depend_on_a_missing_city() {
        DuplicateMatch dependent =
                new DuplicateMatch(UUID.randomUUID(), new MatchResult(Type.EXACT, 1, true, List.of()), "{}");
        String reason = "; the city is missing in one of them\"";
        assertThat(matches(dependent).conflictBody("t"))
                .contains("\"A competition with the same name and date exists" + reason);
        assertThat(matches(dependent, match(Type.SIMILAR, 0.9, "{}")).conflictBody("t"))
                .doesNotContain(reason);
        assertThat(new DuplicateMatches(List.of(dependent), dependent.id(), false, false, false).conflictBody("t"))
                .doesNotContain(reason);
    }

    @Test
    void a_taken_id_is_a_match_without_similarity() {
        DuplicateMatch sameId = match(Type.DISTINCT, 0, "{}");
        DuplicateMatches matches = new DuplicateMatches(List.of(sameId), sameId.id(), false, false, false);
        assertThat(matches.isIdTaken()).isTrue();
        assertThat(matches.conflictBody("t")).contains("A competition with the same id exists");
        assertThat(matches(sameId).isIdTaken()).isFalse();
    }

    @Test
    void probes_of_one_batch_are_compared_with_each_other() {
        String id = "'id':'00000000-0000-0000-0000-000000000001'";
        List<MatchFeatures> probes = List.of(
                Features.of("Kuldvillak Memorial", id),
                Features.of("Kuldvilak Memorial", ""),
                Features.of("Tartu Vikerkaar", id),
                Features.of("Otepää Run", ""),
                Features.of("Kuldvillak Cup", ""));
        DuplicateFinder.Result result = new DuplicateFinder.Result(
                probes,
                new BitSet(),
                Stream.generate(DuplicateMatches::none).limit(5).toList());
        assertThat(result.relation(0, 1)).isEqualTo(Relation.DUPLICATE);
        assertThat(result.relation(0, 2)).as("equal id").isEqualTo(Relation.DUPLICATE);
        assertThat(result.relation(0, 3)).isEqualTo(Relation.NONE);
        assertThat(result.relation(1, 3)).isEqualTo(Relation.NONE);
        assertThat(result.relation(4, 3)).isEqualTo(Relation.NONE);
        assertThat(result.relation(4, 0)).isEqualTo(Relation.POSSIBLE);
        assertThat(result.relation(0, 4)).isEqualTo(Relation.POSSIBLE);
    }

    /** A longer statement is not cached by the database client. */
    @Test
    void the_candidate_query_is_shorter_than_the_limit_of_the_statement_cache() {
        assertThat(CandidateRepository.QUERY).hasSizeLessThan(2_048);
    }

    private static DuplicateMatches matches(DuplicateMatch... matches) {
        return new DuplicateMatches(List.of(matches), null, false, false, false);
    }

    private static DuplicateMatch[] similar(int count, String json) {
        return IntStream.range(0, count)
                .mapToObj(n -> match(Type.SIMILAR, 0.9, json))
                .toArray(DuplicateMatch[]::new);
    }

    private static DuplicateMatch match(Type type, double score, String json) {
        return new DuplicateMatch(
                UUID.randomUUID(), new MatchResult(type, score, false, List.of("similar name")), json);
    }
}
