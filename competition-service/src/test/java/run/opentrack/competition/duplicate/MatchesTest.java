package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MatchesTest {
    @Test
    void one_that_is_deleted_before_its_text_is_read_is_no_match() {
        Match gone = unread();
        Matches none = new Matches(List.of(gone), null, false).with(Map.of());
        assertThat(none.isEmpty()).isTrue();
        Match there = unread();
        Matches one = new Matches(List.of(gone, there), null, false).with(Map.of(there.id(), "{}"));
        assertThat(one.ids()).containsExactly(there.id());
        assertThat(one.answer("t")).endsWith("\"mathing_competitions\":[{}]}}");
    }

    @Test
    void of_more_than_are_shown_none_without_a_text_takes_the_place_of_one_that_is_gone() {
        List<Match> found = new ArrayList<>();
        for (int n = 0; n < 12; n++) {
            found.add(unread());
        }
        Matches matches = new Matches(found, null, false);
        Map<UUID, String> texts = new HashMap<>();
        matches.unread().stream().skip(1).forEach(id -> texts.put(id, "{}"));
        Matches read = matches.with(texts);
        assertThat(read.ids()).hasSize(11);
        assertThat(read.answer("t")).contains("[" + "{},".repeat(8) + "{}]");
    }

    private static Match unread() {
        return new Match(UUID.randomUUID(), new Verdict(Verdict.Kind.SIMILAR, 0.9, List.of()), null);
    }
}
