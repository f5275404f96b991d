package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocationRulesTest {
    @ParameterizedTest
    @CsvSource({"Tartu, Narva", "Essex, Wessex", "Bern, Brno"})
    void different_cities_contradict(String one, String other) {
        assertThat(LocationRules.contradict(inCity(one), inCity(other))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Tartu, TARTU",
        "Moskau, Moscow",
        "Frankfurt, Frankfurt am Main",
        "Fränkfurt, Frankfurt",
        "Tampere, Tampereen",
        "Leverkusen, Leverkussen",
        "'', Narva"
    })
    void one_city_in_other_words_does_not(String one, String other) {
        assertThat(LocationRules.contradict(inCity(one), inCity(other))).isFalse();
    }

    @Test
    void positions_more_than_fifty_kilometres_apart_contradict() {
        assertThat(LocationRules.contradict(at(58, 25), at(58.46, 25))).isTrue();
        assertThat(LocationRules.contradict(at(58, 25), at(58.44, 25))).isFalse();
    }

    @Test
    void an_unknown_position_does_not_contradict() {
        assertThat(LocationRules.contradict(at(58, 25), Features.of("A", ""))).isFalse();
    }

    @Test
    void a_distance_is_that_of_the_great_circle() {
        assertThat(LocationRules.distanceKm(at(0, 0), at(0, 180))).isCloseTo(20_015, within(1.0));
        assertThat(LocationRules.distanceKm(at(59.437, 24.7536), at(60.1699, 24.9384)))
                .isCloseTo(82, within(1.0));
        assertThat(LocationRules.distanceKm(at(0, 179.9), at(0, -179.9))).isLessThan(23);
    }

    @Test
    void the_words_of_both_cities_are_collected() {
        assertThat(LocationRules.cityWords(inCity("Bad Oberdorf"), inCity("")))
                .containsExactlyInAnyOrder("bad", "oberdorf");
    }

    private static MatchFeatures inCity(String city) {
        return Features.of("A", "'city':'" + city + "'");
    }

    private static MatchFeatures at(double latitude, double longitude) {
        return Features.of("A", "'latitude':" + latitude + ",'longitude':" + longitude);
    }
}
