package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicateFinderTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final LocalDate DAY = LocalDate.of(2026, 6, 6);

    @AfterAll
    static void close() {
        VERTX.close();
    }

    @ParameterizedTest
    @CsvSource({"1999, 0, false", "2000, 0, true", "1950, 100, false", "2000, 100, true"})
    void a_check_is_partial_if_candidates_of_its_own_country_are_left_out(int own, int foreign, boolean partial) {
        List<Object[]> rows =
                Stream.concat(rows(own, "EST"), rows(foreign, "LVA")).toList();
        DuplicateFinder.Candidates candidates =
                new DuplicateFinder.Candidates(List.of(Features.of("Spring Cup", "")), List.of(rows));
        DuplicateFinder.Result result =
                new DuplicateFinder(VERTX).score(candidates, n -> true).await().indefinitely();
        assertThat(result.matches(0).isPartial()).isEqualTo(partial);
    }

    private static Stream<Object[]> rows(int count, String country) {
        return IntStream.range(0, count).mapToObj(n -> {
            Object[] row = CandidateRows.of(UUID.randomUUID(), "race " + n, DAY);
            row[4] = country;
            return row;
        });
    }
}
