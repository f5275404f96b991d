package run.opentrack.competition.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SearchTermsTest {
    @Test
    void terms_are_distinct_sorted_plain_words() {
        assertThat(SearchTerms.of(List.of("Mémorial Łódź", "Łódź, Poland", "")))
                .containsExactly("lodz", "memorial", "poland");
    }

    @Test
    void a_word_longer_than_an_index_entry_is_left_out() {
        assertThat(SearchTerms.of(List.of("x".repeat(2_047) + " " + "y".repeat(2_046))))
                .containsExactly("y".repeat(2_046));
    }

    @Test
    void a_query_requires_every_word_as_a_prefix() {
        assertThat(SearchTerms.tsQuery("Łódź: Mém & 'x'")).isEqualTo("'lodz':* & 'mem':* & 'x':*");
    }

    @Test
    void a_query_without_words_is_empty() {
        assertThat(SearchTerms.tsQuery(" -- ")).isEmpty();
    }

    @Test
    void a_query_with_a_word_that_no_index_holds_is_empty() {
        assertThat(SearchTerms.tsQuery("a " + "x".repeat(2_047))).isEmpty();
    }
}
