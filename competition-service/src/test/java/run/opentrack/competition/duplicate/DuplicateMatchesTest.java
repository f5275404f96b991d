package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DuplicateMatchesTest {
    @Test
    void one_that_is_deleted_before_its_text_is_read_is_no_match() {
        DuplicateMatch gone = withoutJson();
        DuplicateMatches none = new DuplicateMatches(List.of(gone), null, false).withRendered(Map.of());
        assertThat(none.isEmpty()).isTrue();
        DuplicateMatch there = withoutJson();
        DuplicateMatches one =
                new DuplicateMatches(List.of(gone, there), null, false).withRendered(Map.of(there.id(), "{}"));
        assertThat(one.ids()).containsExactly(there.id());
        assertThat(one.conflictBody("t")).endsWith("\"mathing_competitions\":[{}]}}");
    }

    @Test
    void of_more_than_are_shown_none_without_a_text_takes_the_place_of_one_that_is_gone() {
        List<DuplicateMatch> found = new ArrayList<>();
        for (int n = 0; n < 12; n++) {
            found.add(withoutJson());
        }
        DuplicateMatches matches = new DuplicateMatches(found, null, false);
        Map<UUID, String> texts = new HashMap<>();
        matches.idsWithoutJson().stream().skip(1).forEach(id -> texts.put(id, "{}"));
        DuplicateMatches read = matches.withRendered(texts);
        assertThat(read.ids()).hasSize(11);
        assertThat(read.conflictBody("t")).contains("[" + "{},".repeat(8) + "{}]");
    }

    private static DuplicateMatch withoutJson() {
        return new DuplicateMatch(UUID.randomUUID(), new MatchResult(MatchResult.Type.SIMILAR, 0.9, List.of()), null);
    }
}
