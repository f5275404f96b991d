package run.opentrack.competition.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.competition.redaction.RedactionRepository.Candidate;

class RedactionJobTest {
    @Test
    void a_batch_has_rows_of_one_country() {
        Candidate estonian = candidate("EST", 1);
        Candidate latvian = candidate("LVA", 1);
        assertThat(RedactionJob.batches(List.of(latvian, estonian, latvian)))
                .containsExactly(List.of(estonian), List.of(latvian, latvian));
    }

    @Test
    void a_batch_is_bounded_by_rows_and_by_bytes() {
        assertThat(RedactionJob.batches(Collections.nCopies(RedactionJob.MAX_BATCH_ROWS + 1, candidate("EST", 1))))
                .extracting(List::size)
                .containsExactly(RedactionJob.MAX_BATCH_ROWS, 1);
        assertThat(RedactionJob.batches(Collections.nCopies(3, candidate("EST", RedactionJob.MAX_BATCH_BYTES / 2))))
                .extracting(List::size)
                .containsExactly(2, 1);
        assertThat(RedactionJob.batches(Collections.nCopies(2, candidate("EST", RedactionJob.MAX_BATCH_BYTES + 1))))
                .hasSize(2);
        assertThat(RedactionJob.batches(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PT0S, PT30S", "PT30S, PT30S", "PT10M, PT10M", "PT1H, PT1H", "P30D, PT1H"})
    void the_backoff_of_a_failed_redaction_doubles_its_age_up_to_an_hour(Duration age, Duration backoff) {
        assertThat(RedactionJob.backoff(age)).isEqualTo(backoff);
    }

    private static Candidate candidate(String country, int bytes) {
        return new Candidate("1", UUID.randomUUID(), country, bytes);
    }
}
