package run.opentrack.export.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.export.run.RunRepository.RunLease;

class NightlySlotTest {
    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final LocalTime TWO = LocalTime.of(2, 0);

    @ParameterizedTest
    @CsvSource({
        "2027-01-01T01:59:59Z, 2026-12-31",
        "2027-01-01T02:00:00Z, 2027-01-01",
        "2028-02-29T02:00:01Z, 2028-02-29",
        "2028-03-01T01:59:59Z, 2028-02-29",
        "2027-03-28T00:59:59Z, 2027-03-27",
        "2027-03-28T01:00:00Z, 2027-03-28",
        "2027-10-31T01:59:59Z, 2027-10-30",
        "2027-10-31T02:00:00Z, 2027-10-31",
    })
    void latest_slot_is_the_last_one_due(Instant now, LocalDate night) {
        assertThat(NightlySlot.latest(now, TWO, LONDON).day()).isEqualTo(night);
    }

    /** The clock skips 01:30 in spring, and has it twice in autumn. */
    @Test
    void every_day_has_one_slot_across_dst_changes() {
        LocalTime halfPastOne = LocalTime.of(1, 30);
        Instant end = Instant.parse("2029-01-01T00:00:00Z");
        Set<LocalDate> days = new HashSet<>();
        Set<Instant> dues = new HashSet<>();
        for (Instant now = Instant.parse("2027-01-01T12:00:00Z"); now.isBefore(end); now = now.plusSeconds(900)) {
            NightlySlot night = NightlySlot.latest(now, halfPastOne, LONDON);
            days.add(night.day());
            dues.add(night.due());
        }
        assertThat(days).hasSize(365 + 366).hasSameSizeAs(dues);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-12-31T23:59:59Z, , 2026 2027",
        "2027-01-01T00:00:01Z, , 2026 2027 2028",
        "2026-12-31T23:59:30Z, 2027-01-01, 2026 2027 2028",
        "2027-01-01T01:00:00Z, 2026-12-31, 2026 2027 2028",
        "2027-01-31T23:59:59Z, , 2026 2027 2028",
        "2027-02-01T02:00:00Z, 2027-02-01, 2027 2028",
        "2027-12-31T02:00:00Z, 2027-12-31, 2027 2028",
    })
    void years_are_current_and_following_and_in_january_the_one_before(Instant started, LocalDate night, String years) {
        RunLease lease = new RunLease(UUID.randomUUID(), 1, Optional.ofNullable(night), false, started);
        assertThat(NightlySlot.years(lease, LONDON))
                .isEqualTo(Stream.of(years.split(" ")).map(Integer::valueOf).toList());
    }
}
