package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult.Type;
import run.opentrack.competition.duplicate.DuplicateMatches.DuplicateMatch;

class DuplicateMatchesTest {
    @Test
    void a_match_that_is_deleted_before_its_json_is_read_is_dropped() {
        DuplicateMatch deleted = withoutJson();
        DuplicateMatch stored = withoutJson();
        DuplicateMatches matches = matches(deleted, stored).withRendered(Map.of(stored.id(), "{}"));
        assertThat(matches.ids()).containsExactly(stored.id());
        assertThat(matches.conflictBody("t")).endsWith("\"mathing_competitions\":[{}]}}");
        assertThat(matches(deleted).withRendered(Map.of()).isEmpty()).isTrue();
    }

    @Test
    void a_match_beyond_those_shown_does_not_replace_a_deleted_one() {
        DuplicateMatches matches =
                matches(IntStream.range(0, 12).mapToObj(n -> withoutJson()).toArray(DuplicateMatch[]::new));
        Map<UUID, String> json =
                matches.idsWithoutJson().stream().skip(1).collect(Collectors.toMap(id -> id, id -> "{}"));
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
    void equal_scores_are_ranked_by_id() {
        UUID low = new UUID(0, 1);
        UUID high = new UUID(0, 2);
        MatchResult similar = new MatchResult(Type.SIMILAR, 0.9, false);
        DuplicateMatches matches =
                matches(new DuplicateMatch(high, similar, "2"), new DuplicateMatch(low, similar, "1"));
        assertThat(matches.conflictBody("t")).endsWith("[1,2]}}");
    }

    @Test
    void ten_matches_are_shown_and_the_ids_of_all_are_covered() {
        DuplicateMatches matches = matches(IntStream.range(0, 12)
                .mapToObj(n -> match(Type.SIMILAR, 0.9, "{}"))
                .toArray(DuplicateMatch[]::new));
        assertThat(matches.conflictBody("t")).contains("[" + "{},".repeat(9) + "{}]");
        assertThat(matches.ids()).hasSize(12);
        assertThat(matches.idsWithoutJson()).isEmpty();
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
        DuplicateMatch dependent = new DuplicateMatch(UUID.randomUUID(), new MatchResult(Type.EXACT, 1, true), "{}");
        String reason = "; the city is missing in one of them\"";
        assertThat(matches(dependent).conflictBody("t"))
                .contains("\"A competition with the same name and date exists" + reason);
        assertThat(matches(dependent, match(Type.SIMILAR, 0.9, "{}")).conflictBody("t"))
                .doesNotContain(reason);
        assertThat(new DuplicateMatches(List.of(dependent), dependent.id(), false).conflictBody("t"))
                .doesNotContain(reason);
    }

    @Test
    void a_taken_id_is_a_match_without_similarity() {
        DuplicateMatch sameId = match(Type.DISTINCT, 0, "{}");
        DuplicateMatches matches = new DuplicateMatches(List.of(sameId), sameId.id(), false);
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
                Features.of("Otepää Run", ""));
        DuplicateFinder.Result result = new DuplicateFinder.Result(
                probes, Stream.generate(DuplicateMatches::none).limit(4).toList());
        assertThat(result.mayBeDuplicates(0, 1)).isTrue();
        assertThat(result.mayBeDuplicates(0, 2)).isTrue();
        assertThat(result.mayBeDuplicates(0, 3)).isFalse();
        assertThat(result.mayBeDuplicates(1, 3)).isFalse();
    }

    /** A longer statement is not cached by the database client. */
    @Test
    void the_candidate_query_is_shorter_than_the_limit_of_the_statement_cache() {
        assertThat(CandidateRepository.QUERY).hasSizeLessThan(2_048);
    }

    private static DuplicateMatches matches(DuplicateMatch... matches) {
        return new DuplicateMatches(List.of(matches), null, false);
    }

    private static DuplicateMatch withoutJson() {
        return match(Type.SIMILAR, 0.9, null);
    }

    private static DuplicateMatch match(Type type, double score, String json) {
        return new DuplicateMatch(UUID.randomUUID(), new MatchResult(type, score, false), json);
    }
}
