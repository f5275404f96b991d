package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.local.Service;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Unfinished uploads, directly to the service, which buffers them. */
class BodyFloodTest {
    private static final int LENGTH = 1_000_000;
    /** More than the 32 MiB that are buffered in total. */
    private static final int UPLOADS = 40;

    private static final Suite SUITE = TestSuites.shared();
    private static final TestAccounts.TestAccount ACCOUNT = new TestAccounts(SUITE).withGroups();

    private static RawSocket upload(String authorization, String length) {
        RawSocket client = RawSocket.to(SUITE.config().ports().of(Service.COMPETITION));
        client.send("POST " + TestCompetitions.PATH + "test HTTP/1.1\r\nHost: a\r\n" + authorization + length + "\r\n");
        return client;
    }

    private static String partialBody(int bytes) {
        return "{\"address\": \"" + "x".repeat(bytes);
    }

    /** Requires 401 without Connection: close, which would signal the gateway a shutdown. */
    private static void assertUnauthorized(String response) {
        assertThat(response).startsWith("HTTP/1.1 401").doesNotEndWith("[still open]");
        assertThat(response).doesNotContainIgnoringCase("\r\nconnection: close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Authorization: Bearer x.y.z\r\n", "Authorization: Basic YTpi\r\n"})
    void a_long_body_is_read_after_authentication_only(String authorization) {
        try (RawSocket client = upload(authorization, "Content-Length: " + LENGTH + "\r\n")) {
            assertUnauthorized(client.readAll(2_000));
        }
        try (RawSocket client = upload(authorization, "Transfer-Encoding: chunked\r\n")) {
            String chunk = partialBody(20_000);
            client.trySend(Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n");
            assertUnauthorized(client.readAll(2_000));
        }
    }

    @Test
    void bodies_beyond_the_total_memory_are_503_and_closed_ones_release_it() {
        List<RawSocket> clients = new ArrayList<>();
        try {
            String authorization = "Authorization: Bearer " + ACCOUNT.token() + "\r\n";
            for (int i = 0; i < UPLOADS; i++) {
                RawSocket client = upload(authorization, "Content-Length: " + LENGTH + "\r\n");
                clients.add(client);
                client.trySend(partialBody(LENGTH - 1_000));
            }
            long rejected = clients.stream()
                    .map(client -> client.readAll(100))
                    .filter(response -> response.startsWith("HTTP/1.1 503"))
                    .peek(response -> assertThat(response.toLowerCase()).contains("\r\nretry-after: 1\r\n"))
                    .count();
            assertThat(rejected).isBetween(UPLOADS - 35L, UPLOADS - 1L);
            ACCOUNT.api()
                    .post(TestCompetitions.PATH + "test", partialBody(1_000) + "\"}")
                    .requireStatus(422);
        } finally {
            clients.forEach(RawSocket::close);
        }
        Eventually.within(
                5,
                () -> ACCOUNT.api()
                                .post(TestCompetitions.PATH + "test", partialBody(LENGTH) + "\"}")
                                .status()
                        == 422);
        for (int i = 0; i < UPLOADS; i++) {
            ACCOUNT.api()
                    .post(TestCompetitions.PATH + "test", partialBody(LENGTH) + "\"}")
                    .requireStatus(422);
        }
    }
}
