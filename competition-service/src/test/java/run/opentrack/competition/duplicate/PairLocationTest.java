package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairLocationTest {
    @ParameterizedTest
    @CsvSource({"Tartu, Narva", "Essex, Wessex", "Bern, Brno"})
    void different_cities_contradict(String one, String other) {
        assertThat(PairLocation.of(inCity(one), inCity(other)).isContradictory())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"Tartu, TARTU", "Moskau, Moscow", "Fränkfurt, Frankfurt", "'', Narva"})
    void one_city_in_other_words_does_not(String one, String other) {
        assertThat(PairLocation.of(inCity(one), inCity(other)).isContradictory())
                .isFalse();
    }

    @Test
    void positions_more_than_fifty_kilometres_apart_contradict() {
        assertThat(PairLocation.of(at(58, 25), at(58.46, 25)).isContradictory()).isTrue();
        assertThat(PairLocation.of(at(58, 25), at(58.44, 25)).isContradictory()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'latitude':58,'longitude':25   | 'latitude':58.01,'longitude':25      | false
        'latitude':58,'longitude':25   | 'latitude':58.03,'longitude':25      | true
        'venue_id':'EBD3EC4B478241CA98953C298971C711' | 'venue_id':'ebd3ec4b-4782-41ca-9895-3c298971c711' | false
        """, quoteCharacter = '"')
    void a_shared_venue_or_position_is_one_location_whatever_its_city(String one, String other, boolean contradict) {
        MatchFeatures a = Features.of("A", "'city':'Tartu'," + one);
        assertThat(PairLocation.of(a, Features.of("A", "'city':'Narva'," + other))
                        .isContradictory())
                .isEqualTo(contradict);
        assertThat(PairLocation.of(a, Features.of("A", other)).isCityMissing()).isEqualTo(contradict);
    }

    @Test
    void a_city_is_missing_when_one_side_has_it() {
        assertThat(PairLocation.of(inCity("Tartu"), inCity("")).isCityMissing()).isTrue();
        assertThat(PairLocation.of(inCity(""), inCity("")).isCityMissing()).isFalse();
        assertThat(PairLocation.of(inCity("Tartu"), inCity("Tartu")).isCityMissing())
                .isFalse();
    }

    @Test
    void an_unknown_position_does_not_contradict() {
        assertThat(PairLocation.of(at(58, 25), Features.of("A", "")).isContradictory())
                .isFalse();
    }

    @Test
    void a_distance_is_that_of_the_great_circle() {
        assertThat(PairLocation.of(at(0, 0), at(0, 180)).distanceKm()).isCloseTo(20_015, within(1.0));
        assertThat(PairLocation.of(at(59.437, 24.7536), at(60.1699, 24.9384)).distanceKm())
                .isCloseTo(82, within(1.0));
        assertThat(PairLocation.of(at(0, 179.9), at(0, -179.9)).distanceKm()).isLessThan(23);
    }

    @Test
    void the_words_of_both_cities_are_collected() {
        assertThat(PairLocation.of(inCity("Bad Oberdorf"), inCity("")).cityWords())
                .containsExactlyInAnyOrder("bad", "oberdorf");
    }

    private static MatchFeatures inCity(String city) {
        return Features.of("A", "'city':'" + city + "'");
    }

    private static MatchFeatures at(double latitude, double longitude) {
        return Features.of("A", "'latitude':" + latitude + ",'longitude':" + longitude);
    }
}
