package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscriminatorRulesTest {
    @Test
    void a_discriminator_on_one_side_is_a_veto() {
        assertThat(veto("Kuldvillak U18", "Kuldvillak")).isTrue();
        assertThat(veto("Kuldvillak U18", "Kuldvillak u-18")).isFalse();
    }

    @Test
    void an_edition_or_season_is_a_veto_on_both_sides_only() {
        assertThat(veto("12. Kuldvillak", "Kuldvillak Winter")).isFalse();
        assertThat(veto("12. Kuldvillak", "13. Kuldvillak")).isTrue();
    }

    @Test
    void only_values_on_both_sides_contradict() {
        assertThat(contradict("Kuldvillak U18", "Kuldvillak")).isFalse();
        assertThat(contradict("Kuldvillak U18", "Kuldvillak U20")).isTrue();
        assertThat(contradict("Kuldvillak U18 U20", "Kuldvillak U20")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "[\"U14\"],       [\"U16\"],         true",
        "[\"U14\"],       '[\"U16\",\"U14\"]', false",
        "[\"U14\"],       null,            false",
        "[\"SEN\"],       [\"Senior\"],      false",
        "[\"VET\"],       [\"MAS\"],         false",
        "'[\"U14,U16\"]', [\"U16\"],         false"
    })
    void listed_age_groups_contradict_when_disjoint(String one, String other, boolean contradict) {
        MatchFeatures a = Features.of("Kuldvillak", "'age_groups':" + one);
        MatchFeatures b = Features.of("Kuldvillak", "'age_groups':" + other);
        assertThat(DiscriminatorRules.ageGroupsContradict(a, b)).isEqualTo(contradict);
        assertThat(DiscriminatorRules.ageGroupsContradict(b, a)).isEqualTo(contradict);
    }

    @Test
    void more_age_groups_than_are_compared_contradict_none() {
        MatchFeatures other = Features.of("Kuldvillak", "'age_groups':['U14']");
        assertThat(DiscriminatorRules.ageGroupsContradict(withAgeGroups(100), other))
                .isTrue();
        assertThat(DiscriminatorRules.ageGroupsContradict(withAgeGroups(101), other))
                .isFalse();
    }

    private static MatchFeatures withAgeGroups(int count) {
        String parts = IntStream.range(0, count).mapToObj(n -> "group " + n).collect(Collectors.joining("','"));
        return Features.of("Kuldvillak", "'age_groups':['" + parts.replaceFirst("','", ",") + "']");
    }

    @Test
    void a_listed_age_group_contradicts_another_in_the_name() {
        MatchFeatures listed = Features.of("Kuldvillak", "'age_groups':['U14']");
        assertThat(DiscriminatorRules.ageGroupsContradict(listed, Features.of("Kuldvillak U18", "")))
                .isTrue();
        assertThat(DiscriminatorRules.ageGroupsContradict(listed, Features.of("Kuldvillak U14", "")))
                .isFalse();
    }

    private static boolean veto(String one, String other) {
        return DiscriminatorRules.veto(
                Features.of(one, "").fullName(), Features.of(other, "").fullName());
    }

    private static boolean contradict(String one, String other) {
        return DiscriminatorRules.contradict(
                Features.of(one, "").fullName(), Features.of(other, "").fullName());
    }
}
