package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CountryStatementsTest {
    private final TestData.RecordingExecutor sql = new TestData.RecordingExecutor();

    @Test
    void countries_are_locked_in_alphabetical_order_whatever_order_they_come_in() {
        CountryAdvisoryLock.acquire(sql, List.of("FIN", "EST")).await().indefinitely();
        assertThat(sql.parameters)
                .extracting(parameters -> parameters[1])
                .containsExactly(CountryAdvisoryLock.key("EST"), CountryAdvisoryLock.key("FIN"));
    }

    @Test
    void a_country_is_locked_once() {
        CountryAdvisoryLock.acquire(sql, List.of("EST", "EST")).await().indefinitely();
        assertThat(sql.statements).hasSize(1);
    }

    @Test
    void each_lock_is_a_statement_of_its_own() {
        CountryAdvisoryLock.acquire(sql, Set.of("EST", "FIN", "LVA")).await().indefinitely();
        assertThat(sql.statements).hasSize(3).allSatisfy(lock -> assertThat(lock)
                .contains("pg_advisory_xact_lock"));
    }

    @Test
    void countries_have_different_keys() {
        assertThat(CountryAdvisoryLock.key("AND")).isEqualTo(('A' << 16) | ('N' << 8) | 'D');
        assertThat(CountryAdvisoryLock.key("EST")).isNotEqualTo(CountryAdvisoryLock.key("ETS"));
    }
}
