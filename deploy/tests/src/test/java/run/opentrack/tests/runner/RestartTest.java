package run.opentrack.tests.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestSuites;

/** The runner restarts a process that ends. */
class RestartTest {
    @Test
    void a_dead_process_is_restarted_as_soon_as_it_can_be_started_at_all() throws Exception {
        Suite suite = TestSuites.shared();
        Path logs = suite.config().folder().resolve("log");
        Path away = suite.config().folder().resolve("log-away");
        Process first = suite.process("export-service");
        Files.move(logs, away);
        try {
            first.destroyForcibly().waitFor();
            Eventually.pause(1_500);
            assertThat(suite.process("export-service").isAlive()).isFalse();
        } finally {
            Files.move(away, logs);
        }
        ApiClient gateway = ApiClient.at(suite.describe().gatewayUrl());
        Eventually.within(60, () -> gateway.statusOf("/api/v1/exports/") == 401);
    }
}
