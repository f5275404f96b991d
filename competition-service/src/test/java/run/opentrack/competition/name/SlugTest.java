package run.opentrack.competition.name;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlugTest {
    @Test
    void a_name_becomes_plain_words_joined_by_dashes() {
        assertThat(Slug.of(" Łódź – Mémorial  J. Kusocińskiego! ")).isEqualTo("lodz-memorial-j-kusocinskiego");
    }

    @Test
    void a_name_without_latin_letters_gives_the_fallback() {
        assertThat(Slug.of("東京")).isEqualTo("competition");
        assertThat(Slug.of("!!!")).isEqualTo("competition");
    }

    @Test
    void a_long_slug_is_cut_without_a_dash_at_the_end() {
        String slug = Slug.of("a".repeat(79) + " b");
        assertThat(slug).isEqualTo("a".repeat(79));
    }

    @Test
    void number_one_is_the_slug_itself() {
        assertThat(Slug.numbered("meeting", 1)).isEqualTo("meeting");
    }

    @Test
    void further_numbers_are_appended_within_the_maximum_length() {
        assertThat(Slug.numbered("meeting", 12)).isEqualTo("meeting-12");
        assertThat(Slug.numbered("a".repeat(80), 12)).isEqualTo("a".repeat(77) + "-12");
    }

    @Test
    void a_suffix_shortens_a_long_slug() {
        assertThat(Slug.withSuffix("a".repeat(80), "-x")).hasSize(80).endsWith("a-x");
    }

    @ParameterizedTest
    @CsvSource({
        "cup, cup-2, true",
        "cup, cup-17, true",
        "cup, cup, false",
        "cup, cup-1, false",
        "cup, cup-02, false",
        "cup, cups-2, false",
        "cup-2, cup-2, false",
        "cup, cup-x, false",
        "'', '', false"
    })
    void a_slug_with_a_number_from_2_on_is_a_number_of_it(String slug, String numbered, boolean expected) {
        assertThat(Slug.isNumberOf(slug, numbered)).isEqualTo(expected);
    }

    @Test
    void a_slug_that_is_shortened_for_its_number_is_a_number_of_it() {
        String longest = "a".repeat(80);
        assertThat(Slug.isNumberOf(longest, Slug.numbered(longest, 12))).isTrue();
    }
}
