package run.opentrack.competition.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AgeGroupsTest {
    @Test
    void a_text_with_commas_names_several_groups() {
        assertThat(AgeGroups.split(List.of("U12,U14", "SEN"))).containsExactly("U12", "U14", "SEN");
    }

    @Test
    void groups_are_compared_in_upper_case_without_blanks_and_repeats() {
        assertThat(AgeGroups.split(List.of(" u12 , U12", ",", ""))).containsExactly("U12");
    }

    @Test
    void no_list_has_no_groups() {
        assertThat(AgeGroups.split(null)).isEmpty();
    }

    @Test
    void ranking_categories_are_numbered_from_one_regardless_of_case() {
        assertThat(CompetitionFieldParsers.RankingCategory.numberOf("OW")).contains(1);
        assertThat(CompetitionFieldParsers.RankingCategory.numberOf("f")).contains(10);
        assertThat(CompetitionFieldParsers.RankingCategory.numberOf("Z")).isEmpty();
    }
}
