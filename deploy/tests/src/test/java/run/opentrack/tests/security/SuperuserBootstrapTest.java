package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Service;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

class SuperuserBootstrapTest {
    private final Suite suite = TestSuites.replicated();
    private final TestDatabase database = new TestDatabase(suite);

    @Test
    void with_the_email_of_another_account_the_service_starts_and_grants_no_superuser() {
        List<List<String>> superusers =
                database.query("SELECT account_id FROM account_group WHERE group_name = 'SUPERUSER'");
        database.update("DELETE FROM account_group WHERE group_name = 'SUPERUSER'");
        try {
            Process killed = suite.process("auth-service");
            killed.destroyForcibly().onExit().join();
            ApiClient management = ApiClient.on(suite.config().ports().managementOf(Service.AUTH));
            Eventually.within(
                    90, () -> suite.process("auth-service") != killed && management.statusOf("/q/health/ready") == 200);
            assertThat(database.queryValue("SELECT count(*) FROM account_group WHERE group_name = 'SUPERUSER'"))
                    .isEqualTo("0");
        } finally {
            superusers.forEach(row -> database.update(
                    "INSERT INTO account_group (account_id, group_name, granted_at) VALUES (?, 'SUPERUSER', now())",
                    UUID.fromString(row.get(0))));
        }
    }
}
