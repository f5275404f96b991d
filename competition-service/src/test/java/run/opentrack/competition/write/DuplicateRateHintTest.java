package run.opentrack.competition.write;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DuplicateRateHintTest {
    private final DuplicateRateHint expectation = new DuplicateRateHint();

    @Test
    void nothing_known_yet_is_looked_at() {
        assertTrue(expectation.isRefusal());
    }

    @Test
    void a_few_that_are_no_duplicates_end_the_looks() {
        for (int i = 0; i < 31; i++) {
            expectation.add(false);
            assertTrue(expectation.isRefusal());
        }
        expectation.add(false);
        assertFalse(expectation.isRefusal());
    }

    @Test
    void one_that_is_refused_begins_them_again() {
        for (int i = 0; i < 100; i++) {
            expectation.add(false);
        }
        expectation.add(true);
        assertTrue(expectation.isRefusal());
    }
}
