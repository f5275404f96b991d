package run.opentrack.competition.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.competition.redaction.RedactionRepository.Candidate;
import run.opentrack.competition.redaction.RedactionRepository.Redaction;
import run.opentrack.database.security.Rights;

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

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "null; SUPERUSER; null",
                "null; ADMIN_EST,ADMIN_FIN; EST,FIN",
                "null; ''; ''",
                "LVA,EST; SUPERUSER; LVA,EST",
                "LVA,EST; ADMIN_EST,ADMIN_LVA,ADMIN_FIN; LVA,EST",
                "LVA,EST; ADMIN_EST; EST",
                "LVA,EST; ''; ''"
            },
            delimiter = ';')
    void a_redaction_is_narrowed_to_the_countries_that_its_account_administers(
            String requested, String groups, String rest) {
        Redaction redaction = new Redaction(
                UUID.randomUUID(), UUID.randomUUID(), "a@b.example", requested, false, "0", Instant.EPOCH);
        assertThat(redaction.within(Rights.of(groups)).countries()).isEqualTo(rest);
        assertThat(redaction.within(Rights.of(groups)).equals(redaction)).isEqualTo(Objects.equals(requested, rest));
    }

    private static Candidate candidate(String country, int bytes) {
        return new Candidate("1", UUID.randomUUID(), country, bytes);
    }
}
