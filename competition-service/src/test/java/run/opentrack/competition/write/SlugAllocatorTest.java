package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.write.SlugAllocator.FreeSlugs;

class SlugAllocatorTest {
    private static final String DAY = "2027-05-01";

    @Test
    void the_statement_is_short_enough_to_stay_prepared() {
        assertThat(SlugAllocator.FIND_FREE).hasSizeLessThan(2_048);
    }

    @Test
    void a_slug_is_made_of_the_name_if_none_is_sent() {
        assertThat(SlugAllocator.requestedSlug(TestData.data("Spring Cup 2027", "EST", DAY)))
                .isEqualTo("spring-cup-2027");
    }

    @Test
    void a_sent_slug_is_preferred_to_the_name() {
        assertThat(SlugAllocator.requestedSlug(TestData.withSlug("mine", DAY))).isEqualTo("mine");
    }

    @Test
    void a_name_without_latin_letters_becomes_competition() {
        assertThat(SlugAllocator.requestedSlug(TestData.data("!!! ???", "EST", DAY)))
                .isEqualTo("competition");
    }

    @Test
    void number_one_is_the_slug_itself() {
        CompetitionData cup = TestData.withSlug("cup", DAY);
        assertThat(free(List.of(cup), row(1, 1)).take(cup)).isEqualTo("cup");
    }

    @Test
    void a_taken_slug_gets_the_free_number() {
        CompetitionData cup = TestData.withSlug("cup", DAY);
        assertThat(free(List.of(cup), row(1, 10_041)).take(cup)).isEqualTo("cup-10041");
    }

    @Test
    void equal_requests_of_one_batch_get_different_numbers() {
        CompetitionData cup = TestData.withSlug("cup", DAY);
        FreeSlugs free = free(List.of(cup, cup, cup), row(1, 2), row(1, 4), row(1, 5));
        assertThat(List.of(free.take(cup), free.take(cup), free.take(cup))).containsExactly("cup-2", "cup-4", "cup-5");
    }

    @Test
    void equal_slugs_of_different_years_are_numbered_apart() {
        CompetitionData first = TestData.withSlug("cup", "2027-05-01");
        CompetitionData second = TestData.withSlug("cup", "2028-05-01");
        FreeSlugs free = free(List.of(first, second), row(1, 1), row(2, 3));
        assertThat(free.take(first)).isEqualTo("cup");
        assertThat(free.take(second)).isEqualTo("cup-3");
    }

    @Test
    void a_number_does_not_make_a_slug_longer_than_80() {
        CompetitionData longest = TestData.withSlug("x".repeat(80), DAY);
        assertThat(free(List.of(longest), row(1, 12)).take(longest))
                .isEqualTo("x".repeat(77) + "-12")
                .hasSize(80);
    }

    @Test
    void a_slug_that_was_not_searched_for_is_not_given() {
        CompetitionData cup = TestData.withSlug("cup", DAY);
        FreeSlugs free = free(List.of(cup), row(1, 1));
        free.take(cup);
        assertThatThrownBy(() -> free.take(cup)).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void equal_requests_are_searched_for_once_with_their_count() {
        TestData.RecordingExecutor sql = new TestData.RecordingExecutor();
        CompetitionData cup = TestData.withSlug("cup", DAY);
        SlugAllocator.find(sql, List.of(cup, TestData.withSlug("other", DAY), cup), null)
                .await()
                .indefinitely();
        Object[] parameters = sql.parameters.get(0);
        assertThat(parameters[0]).isEqualTo("EST");
        assertThat((String[]) parameters[2]).containsExactly("cup", "other");
        assertThat((Integer[]) parameters[3]).containsExactly(2, 1);
    }

    @Test
    void a_search_begins_with_the_number_given_last_for_the_slug_in_its_country_and_year() {
        CompetitionData last = TestData.withSlug("given-last", DAY);
        FreeSlugs free = free(List.of(last, last), row(1, 40), row(1, 41));
        free.take(last);
        free.take(last);
        TestData.RecordingExecutor sql = new TestData.RecordingExecutor();
        SlugAllocator.find(sql, List.of(last, TestData.withSlug("given-last", "2028-05-01")), null)
                .await()
                .indefinitely();
        assertThat((Integer[]) sql.parameters.get(0)[5]).containsExactly(41, 0);
    }

    private static FreeSlugs free(List<CompetitionData> data, Object[]... rows) {
        return new FreeSlugs(data).with(List.of(rows));
    }

    private static Object[] row(int request, int number) {
        return new Object[] {request, number};
    }
}
