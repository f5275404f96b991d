package run.opentrack.auth.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

class AuditFilterTest {
    @Test
    void absent_parameters_select_the_newest_100_entries() {
        assertThat(AuditFilter.parse(null, null, null)).satisfies(filter -> {
            assertThat(filter.account()).isEmpty();
            assertThat(filter.since()).isEmpty();
            assertThat(filter.limit()).isEqualTo(100);
        });
    }

    @Test
    void entry_is_shown_with_its_action_in_lower_case() {
        UUID actor = UUID.randomUUID();
        UUID account = UUID.randomUUID();
        Instant at = Instant.parse("2027-01-31T10:00:00Z");
        AuditEntry entry = AuditEntry.create(at, actor, AuditEntry.Action.GROUP_GRANTED, account, "ADMIN_EST", null);
        entry.id = 7L;
        entry.actorEmail = "superuser@example.org";
        entry.accountEmail = "mari@example.org";
        assertThat(AuditResource.AuditView.of(entry))
                .isEqualTo(new AuditResource.AuditView(
                        7,
                        at,
                        actor,
                        "superuser@example.org",
                        "group_granted",
                        account,
                        "mari@example.org",
                        "ADMIN_EST",
                        null));
    }

    @Test
    void account_is_a_uuid() {
        UUID id = UUID.randomUUID();
        assertThat(AuditFilter.parse(id.toString(), null, null).account()).contains(id);
        assertThat(AuditFilter.parse("\ufeff" + id + "\u00a0", null, null).account())
                .contains(id);
    }

    @Test
    void since_is_an_rfc_3339_timestamp_with_any_offset() {
        assertThat(AuditFilter.parse(null, "2027-01-31T12:00:00+02:00", null).since())
                .contains(Instant.parse("2027-01-31T10:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1000", "0007"})
    void limit_is_from_1_to_1000(String limit) {
        assertThat(AuditFilter.parse(null, null, limit).limit()).isEqualTo(Integer.parseInt(limit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "1001", "-1", "1.5", "ten", "99999999999", " 1"})
    void other_limits_are_rejected(String limit) {
        assertThat(rejected(null, null, limit)).containsExactly("limit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2027-01-31", "2027-02-30T00:00:00Z", "-9999-01-01T00:00:00Z"})
    void other_timestamps_are_rejected(String since) {
        assertThat(rejected(null, since, null)).containsExactly("since");
    }

    @Test
    void all_violations_are_reported_together() {
        assertThat(rejected("x", "y", "0")).containsExactly("account", "since", "limit");
    }

    private static List<Object> rejected(String account, String since, String limit) {
        ApiException rejection =
                catchThrowableOfType(ApiException.class, () -> AuditFilter.parse(account, since, limit));
        assertThat(rejection.status()).isEqualTo(422);
        return ((List<?>) rejection.detail())
                .stream().map(violation -> ((Violation) violation).loc().get(1)).toList();
    }
}
