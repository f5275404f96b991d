package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Promises A7 and A8: reads without auth-service, and propagation of revocations to all replicas. */
class TokenRevocationTest {
    private static final String CALENDAR = TestCompetitions.PATH + "?country=MLT&limit=1";
    private static final Duration MAX_PROPAGATION = Duration.ofSeconds(60);
    private static final Duration OUTAGE = TestSuites.isFullRun() ? Duration.ofMinutes(10) : Duration.ofSeconds(3);
    private static final List<String> AUTH_SERVICES = List.of("auth-service", "auth-service-2");

    private final Suite suite = TestSuites.replicated();
    private final TestAccounts accounts = new TestAccounts(suite);

    @Test
    void a8_a_disabled_account_or_an_old_token_is_refused_within_60_s_and_cannot_write_at_once()
            throws InterruptedException {
        TestAccounts.TestAccount disabled = accounts.withGroups("ADMIN_MLT");
        TestAccounts.TestAccount changed = accounts.withGroups("ADMIN_MLT");
        TestAccounts.TestAccount erased = accounts.withGroups("ADMIN_MLT");
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("disabled", disabled.token());
        tokens.put("password changed", changed.token());
        tokens.put("erased", erased.token());
        EntryPoints.of(suite).values().forEach(entryPoint -> tokens.values()
                .forEach(token -> assertThat(entryPoint.get(token).status()).isEqualTo(200)));
        accounts.superuser()
                .patch("/api/v1/auth/accounts/" + disabled.id(), Map.of("enabled", false))
                .requireStatus(200);
        changed.api()
                .post(
                        "/api/v1/auth/me/password",
                        Map.of("current_password", TestAccounts.PASSWORD, "new_password", "another horse staple"))
                .requireStatus(204);
        erased.api().delete("/api/v1/auth/me").requireStatus(204);
        tokens.forEach((why, token) -> writes(token)
                .forEach((replica, status) ->
                        assertThat(status).as(why + " at " + replica).isEqualTo(401)));
        awaitRejectionEverywhere(tokens.values());
        assertThat(accounts.token(changed.email(), "another horse staple")).isNotEmpty();
    }

    @Test
    void a_new_token_of_a_re_enabled_account_is_accepted_by_every_replica_at_once() throws InterruptedException {
        TestAccounts.TestAccount person = accounts.withGroups();
        String account = "/api/v1/auth/accounts/" + person.id();
        accounts.superuser().patch(account, Map.of("enabled", false));
        awaitRejectionEverywhere(List.of(person.token()));
        accounts.superuser().patch(account, Map.of("enabled", true));
        String fresh = accounts.token(person.email(), TestAccounts.PASSWORD);
        EntryPoints.of(suite)
                .forEach((name, entryPoint) ->
                        assertThat(entryPoint.get(fresh).status()).as(name).isEqualTo(200));
        EntryPoints.of(suite).forEach((name, entryPoint) -> assertThat(
                        entryPoint.get(person.token()).status())
                .as(name)
                .isEqualTo(401));
    }

    @Test
    void a8_a_revoked_group_is_missing_at_the_next_write_on_every_replica() {
        TestAccounts.TestAccount admin = accounts.withGroups("ADMIN_MLT");
        writes(admin.token())
                .forEach((replica, status) -> assertThat(status).as(replica).isEqualTo(201));
        String membership = "/api/v1/auth/accounts/" + admin.id() + "/groups/ADMIN_MLT";
        accounts.superuser().delete(membership).requireStatus(204);
        writes(admin.token())
                .forEach((replica, status) -> assertThat(status).as(replica).isEqualTo(403));
        accounts.superuser().put(membership).requireStatus(204);
        writes(admin.token())
                .forEach((replica, status) -> assertThat(status).as(replica).isEqualTo(201));
    }

    @Test
    void a7_without_auth_service_every_read_succeeds_also_after_a_restart_of_competition_service() throws Exception {
        TestAccounts.TestAccount reader = accounts.withGroups();
        ApiClient api = reader.api();
        try {
            long end = System.nanoTime() + OUTAGE.toNanos();
            while (System.nanoTime() < end) {
                assertThat(readWithoutAuthService(api)).isEqualTo(200);
                Thread.sleep(100);
            }
            Process killed = suite.process("competition-service-2");
            killed.destroyForcibly().waitFor();
            ApiClient restarted =
                    EntryPoints.replica(suite, "competition-service-2").withToken(reader.token());
            long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
            while (restarted.statusOf(CALENDAR) != 200) {
                assertThat(readWithoutAuthService(api)).isEqualTo(200);
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.sleep(100);
            }
            assertThat(suite.process("competition-service-2").pid()).isNotEqualTo(killed.pid());
            for (int i = 0; i < 20; i++) {
                assertThat(readWithoutAuthService(api)).isEqualTo(200);
            }
            assertThat(AUTH_SERVICES).noneMatch(this::isListening);
        } finally {
            Eventually.within(90, () -> AUTH_SERVICES.stream().allMatch(this::isListening));
        }
    }

    /** Kills each auth-service process that the runner restarts, before it listens. */
    private int readWithoutAuthService(ApiClient api) {
        AUTH_SERVICES.forEach(part -> suite.process(part).destroyForcibly());
        return api.get(CALENDAR).status();
    }

    private boolean isListening(String part) {
        return EntryPoints.replica(suite, part).statusOf("/api/v1/auth/me") == 401;
    }

    private void awaitRejectionEverywhere(Collection<String> tokens) throws InterruptedException {
        long deadline = System.nanoTime() + MAX_PROPAGATION.toNanos();
        for (EntryPoints.EntryPoint entryPoint : EntryPoints.of(suite).values()) {
            for (String token : tokens) {
                while (entryPoint.get(token).status() != 401) {
                    assertThat(System.nanoTime()).isLessThan(deadline);
                    Thread.sleep(200);
                }
            }
        }
    }

    private Map<String, Integer> writes(String token) {
        Map<String, Integer> statuses = new LinkedHashMap<>();
        for (String part : new String[] {"competition-service", "competition-service-2"}) {
            statuses.put(
                    part,
                    EntryPoints.replica(suite, part)
                            .withToken(token)
                            .post(TestCompetitions.PATH, TestCompetitions.small("MLT", "2027-04-01"))
                            .status());
        }
        return statuses;
    }
}
