package run.opentrack.gateway.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private final Places places = new Places(2, 1, 2);
    private final List<String> begun = new ArrayList<>();
    private final List<String> givenUp = new ArrayList<>();

    @Test
    void so_many_begin_so_many_wait_and_more_are_refused() {
        Places.Place first = enter("first");
        enter("second");
        enter("third");
        assertThat(begun).containsExactly("first", "second");
        assertThat(places.ask(() -> {}, () -> {})).isNull();
        first.leave();
        assertThat(begun).containsExactly("first", "second", "third");
        assertThat(places.ask(() -> {}, () -> {})).isNotNull();
    }

    @Test
    void a_place_that_is_left_twice_is_free_once() {
        Places.Place first = enter("first");
        enter("second");
        first.leave();
        first.leave();
        enter("third");
        enter("fourth");
        assertThat(begun).containsExactly("first", "second", "third");
    }

    @Test
    void who_gives_up_waiting_is_not_called() {
        Places.Place first = enter("first");
        enter("second");
        enter("third").leave();
        first.leave();
        assertThat(begun).containsExactly("first", "second");
    }

    @Test
    void who_stands_aside_lets_others_begin_and_comes_back_without_waiting() {
        Places.Place first = enter("first");
        Places.Place second = enter("second");
        enter("third");
        first.standAside();
        assertThat(begun).containsExactly("first", "second", "third");
        first.comeBack();
        enter("fourth");
        second.leave();
        assertThat(begun).doesNotContain("fourth");
        first.leave();
        assertThat(begun).contains("fourth");
    }

    @Test
    void of_too_many_who_stand_aside_the_longest_is_given_up() {
        Places.Place first = enter("first");
        Places.Place second = enter("second");
        first.standAside();
        second.standAside();
        first.comeBack();
        first.standAside();
        enter("third").standAside();
        assertThat(givenUp).containsExactly("second");
    }

    private Places.Place enter(String name) {
        Places.Place[] place = new Places.Place[1];
        place[0] = places.ask(() -> begun.add(name), () -> {
            givenUp.add(name);
            place[0].leave();
        });
        place[0].enter();
        return place[0];
    }
}
