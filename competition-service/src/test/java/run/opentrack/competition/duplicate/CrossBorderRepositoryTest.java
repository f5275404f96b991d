package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossBorderRepositoryTest {
    /** Degrees of 29 km on a meridian. */
    private static final double DISTANCE = 29 / 111.2;

    @ParameterizedTest
    @CsvSource({"0, 0", "47.57, 7.6", "-54.8, -68.3", "65.84, 24.15", "69.9, 27.02", "-33.9, 18.42", "49.999, 0.0001"})
    void cells_contain_all_positions_within_the_distance(double latitude, double longitude) {
        String[] cells = CrossBorderRepository.cells(at(latitude, longitude)).split(",");
        for (int direction = 0; direction < 360; direction += 5) {
            double north = latitude + DISTANCE * Math.cos(Math.toRadians(direction));
            double east =
                    longitude + DISTANCE * Math.sin(Math.toRadians(direction)) / Math.cos(Math.toRadians(latitude));
            MatchFeatures other = at(north, east);
            assertThat(PairLocation.of(at(latitude, longitude), other).isNearBorder())
                    .isTrue();
            // The expression of the index.
            int cell = (int) Math.floor(north * 4) * 2000 + (int) Math.floor(east * 4);
            assertThat(cells).contains(Integer.toString(cell));
        }
        assertThat(Arrays.stream(cells).distinct()).hasSameSizeAs(cells).hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void a_competition_without_a_position_has_no_cells() {
        assertThat(CrossBorderRepository.cells(Features.of("Spring Meeting", "'latitude':47.5")))
                .isEmpty();
    }

    private static MatchFeatures at(double latitude, double longitude) {
        return Features.of("Spring Meeting", "'latitude':" + latitude + ",'longitude':" + longitude);
    }
}
