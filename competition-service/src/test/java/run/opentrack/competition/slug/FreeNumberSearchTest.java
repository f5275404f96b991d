package run.opentrack.competition.slug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class FreeNumberSearchTest {
    private int rounds;

    @Test
    void the_first_that_are_free_are_found() {
        assertEquals(List.of(1), found(1, 1, number -> false));
        assertEquals(List.of(2), found(1, 1, number -> number == 1));
        assertEquals(List.of(3, 5, 6), found(3, 1, number -> number < 3 || number == 4));
    }

    @Test
    void a_hint_does_not_hide_what_was_deleted_at_the_beginning() {
        assertEquals(List.of(2, 5_001), found(2, 5_001, number -> number <= 5_000 && number != 2));
    }

    @Test
    void a_hint_that_is_right_takes_one_round() {
        assertEquals(10_001, found(16, 10_001, number -> number <= 10_000).get(0));
        assertEquals(1, rounds);
    }

    @Test
    void thousands_are_not_counted_through() {
        for (int taken : new int[] {9, 31, 32, 33, 100, 1_000, 10_000, 99_999, 1_000_000}) {
            assertEquals(taken + 1, found(3, 1, number -> number <= taken).get(0));
            assertTrue(rounds <= 8, taken + " in " + rounds + " rounds");
        }
    }

    @Test
    void a_hint_that_another_replica_has_made_old_costs_few_rounds() {
        assertEquals(10_041, found(16, 10_001, number -> number <= 10_040).get(0));
        assertTrue(rounds <= 3, "rounds " + rounds);
    }

    private List<Integer> found(int many, int next, IntPredicate taken) {
        FreeNumberSearch numbers = new FreeNumberSearch(many, next);
        for (rounds = 0; !numbers.isComplete(); rounds++) {
            numbers.update(taken);
        }
        return numbers.found();
    }
}
