package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ProcessStats;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Small bodies that are expensive to parse. */
class JsonBombTest {
    private static final int MIB = 1 << 20;

    private final Suite suite = TestSuites.shared();
    private final ApiClient api = new TestAccounts(suite).superuser();

    @Test
    void bombs_are_rejected_at_once_and_leak_no_memory() throws IOException {
        Map<String, byte[]> bombs = bombs();
        sendAll(bombs, 3);
        long before = residentMib();
        long slowest = sendAll(bombs, TestSuites.isFullRun() ? 50 : 10);
        long grown = residentMib() - before;
        System.out.printf("bombs: slowest %d ms, competition-service grew by %d MiB%n", slowest, grown);
        assertThat(slowest).as("slowest rejection, ms").isLessThan(TestSuites.isFullRun() ? 200 : 5_000);
        assertThat(grown).as("growth, MiB").isLessThan(TestSuites.isFullRun() ? 64 : 128);
    }

    @Test
    void a_member_given_twice_is_refused_by_name() {
        ApiClient.Response response =
                api.post(TestCompetitions.PATH + "test", "{\"city\":\"a\",\"date\":1,\"city\":\"b\"}");
        response.requireStatus(422);
        assertThat(response.text())
                .isEqualTo("{\"detail\":[{\"loc\":[\"body\",\"city\"],\"msg\":\"must not be given twice\","
                        + "\"type\":\"value_error.duplicate\"}]}");
    }

    private long sendAll(Map<String, byte[]> bombs, int times) {
        long slowest = 0;
        for (int i = 0; i < times; i++) {
            for (Map.Entry<String, byte[]> bomb : bombs.entrySet()) {
                long begin = System.nanoTime();
                ApiClient.Response response = api.send("POST", TestCompetitions.PATH, bomb.getValue());
                slowest = Math.max(slowest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
                assertThat(response.status()).as(bomb.getKey()).isEqualTo(422);
                assertThat(response.json().get("detail").isArray())
                        .as(bomb.getKey())
                        .isTrue();
                assertThat(response.text()).as(bomb.getKey()).hasSizeLessThan(64 * 1_024);
            }
        }
        return slowest;
    }

    private static Map<String, byte[]> bombs() {
        Map<String, String> bombs = new LinkedHashMap<>();
        bombs.put("lists, 100,000 deep", "[".repeat(100_000));
        bombs.put("lists in events, 100,000 deep", "{\"events\":" + "[".repeat(100_000));
        bombs.put("objects, 100,000 deep", "{\"a\":".repeat(100_000));
        bombs.put("51 levels", "{\"events\":" + "[".repeat(51) + "]".repeat(51) + "}");
        bombs.put("a number of 900,000 digits", "{\"latitude\":" + "9".repeat(900_000) + "}");
        bombs.put("a number of 900,000 digits in events", "{\"events\":[{\"a\":" + "9".repeat(900_000) + "}]}");
        bombs.put("1e1000000 as a text", "{\"latitude\":\"1e1000000\"}");
        bombs.put(
                "as many members as fit",
                IntStream.range(0, 90_000)
                        .mapToObj(i -> "\"m" + i + "\":0")
                        .collect(Collectors.joining(",", "{", "}")));
        bombs.put("as many of one name as fit", "{" + "\"a\":0,".repeat(150_000) + "\"a\":0}");
        bombs.put(
                "long names, each twice",
                IntStream.range(0, 150)
                        .mapToObj(i -> "\"" + "\\u0001".repeat(490) + i / 2 + "\":0")
                        .collect(Collectors.joining(",", "{", "}")));
        bombs.put(
                "names that hash alike",
                IntStream.range(0, 1 << 14)
                        .mapToObj(i -> "\"" + collidingName(i) + "\":0")
                        .collect(Collectors.joining(",", "{", "}")));
        bombs.put("cut off", "{\"full_name\":\"" + "x".repeat(MIB / 2));
        bombs.put("a name of 900,000 characters", "{\"" + "n".repeat(900_000) + "\":0}");
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        bombs.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
        return bytes;
    }

    /** Strings with the same hash code, as "Aa" and "BB" have. */
    private static String collidingName(int number) {
        return IntStream.range(0, 14)
                .mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
                .collect(Collectors.joining());
    }

    private long residentMib() {
        return ProcessStats.of(suite.process("competition-service")).residentKib() / 1_024;
    }
}
