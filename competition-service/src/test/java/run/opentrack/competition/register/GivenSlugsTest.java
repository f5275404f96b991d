package run.opentrack.competition.register;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import run.opentrack.competition.register.FreeSlugs.Wish;

class GivenSlugsTest {
    private final Wish wish = new Wish("MLT", 2027, "marsa-meet");
    private final GivenSlugs given = new GivenSlugs();

    @Test
    void of_a_slug_that_was_never_numbered_nothing_is_known() {
        given.add(wish, 1);
        assertEquals(1, given.next(wish));
    }

    @Test
    void a_low_number_that_is_given_again_does_not_hide_how_far_the_numbers_are() {
        given.add(wish, 5_000);
        given.add(wish, 2);
        assertEquals(5_001, given.next(wish));
    }
}
