package run.opentrack.tests.rollout;

import java.time.Duration;
import java.util.Map;
import run.opentrack.tests.faults.OperationLog;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;

/**
 * Reads, creates and logins of one account in the background. Logins that are refused with 503, which processors busy with
 * other work cause too, are repeated after their Retry-After.
 */
final class MixedLoad {
    static final String READ = "read";
    static final String LOGIN = "login";
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration LOGIN_PAUSE = Duration.ofMillis(200);

    private MixedLoad() {}

    /** @param account may create competitions of Malta */
    static LoadGenerator.Background start(String url, TestAccounts.TestAccount account, OperationLog log) {
        ApiClient api = ApiClient.at(url).withToken(account.token());
        String path = TestCompetitions.PATH
                + api.post(TestCompetitions.PATH, TestCompetitions.small("MLT", "2031-05-04"))
                        .json()
                        .get("id")
                        .asText();
        Map<String, String> form = Map.of("username", account.email(), "password", TestAccounts.PASSWORD);
        return LoadGenerator.start(1, PAUSE, i -> log.send(READ, null, () -> api.get(path)))
                .add(1, PAUSE, i -> log.send(READ, null, () -> api.get(TestCompetitions.PATH + "?limit=20")))
                .add(2, PAUSE, i -> log.create(api, "MLT"))
                .add(
                        1,
                        LOGIN_PAUSE,
                        i -> log.send(
                                LOGIN,
                                null,
                                () -> Eventually.retryOnBusy(
                                        () -> ApiClient.at(url).form("/api/v1/auth/token", form))));
    }
}
