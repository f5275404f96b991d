package run.opentrack.competition.slug;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import run.opentrack.competition.slug.SlugAllocator.RequestedSlug;

class SlugNumberCacheTest {
    private final RequestedSlug wish = new RequestedSlug("MLT", 2027, "marsa-meet");
    private final SlugNumberCache given = new SlugNumberCache();

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
