package run.opentrack.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.RawSocket;
import run.opentrack.tests.support.StubUpstream;

/** Rate limits of two gateways together. */
class RateLimitIT {
    private static final String LINE = "GET /api/v1/competitions/ HTTP/1.1\r\nHost: a\r\n";
    /** So few that a slow machine sends twice as many, one after the other. */
    private static final int PER_SECOND = 100;

    private static final String PROXY = "127.0.0.77";

    private static StubUpstream upstream;
    private static List<GatewayProcess> gateways;
    private static final TestTokens TOKENS = new TestTokens();

    @BeforeAll
    static void start() {
        upstream = new StubUpstream();
        upstream.serveJwks(TOKENS.jwks());
        Map<String, String> settings = Map.of(
                "OPENTRACK_GATEWAY_LIMITS_GATEWAYS",
                "2",
                "OPENTRACK_GATEWAY_LIMITS_ACCOUNT_REQUESTS_PER_SECOND",
                "" + PER_SECOND,
                "OPENTRACK_GATEWAY_LIMITS_ADDRESS_REQUESTS_PER_SECOND",
                "" + PER_SECOND,
                "OPENTRACK_GATEWAY_LIMITS_CONNECTIONS_PER_ADDRESS",
                "40",
                "OPENTRACK_GATEWAY_LIMITS_TRUSTED_PROXIES",
                PROXY);
        gateways = List.of(GatewayProcess.start(settings, upstream), GatewayProcess.start(settings, upstream));
    }

    @AfterAll
    static void stop() {
        gateways.forEach(GatewayProcess::close);
        upstream.close();
    }

    @Test
    void the_account_limit_holds_across_both_gateways() {
        String token = TOKENS.create(UUID.randomUUID(), Instant.now());
        Eventually.within(10, () -> isLimitedByAccount(token));
        assertThat(perSecond("127.0.0.1", i -> "Authorization: Bearer " + token + "\r\n"))
                .isCloseTo(PER_SECOND, within(PER_SECOND / 10.0));
    }

    @Test
    void the_address_limit_ignores_forwarded_headers_of_clients() {
        assertThat(perSecond(
                        "127.0.0.3",
                        i -> "X-Forwarded-For: 10.1." + i % 200 + "." + i / 200 % 200 + "\r\nForwarded: for=10.0.0."
                                + i % 200 + "\r\nX-Real-IP: 10.2.0." + i % 200 + "\r\n"))
                .isCloseTo(PER_SECOND, within(PER_SECOND / 10.0));
    }

    @Test
    void an_invalid_token_counts_against_the_address() {
        assertThat(perSecond("127.0.0.4", i -> "Authorization: Bearer " + UUID.randomUUID() + "\r\n"))
                .isCloseTo(PER_SECOND, within(PER_SECOND / 10.0));
    }

    @Test
    void a_trusted_proxy_supplies_the_client_address() {
        assertThat(perSecond(PROXY, i -> "X-Forwarded-For: 6.6.6.6, 10.3.0." + i % 2 + "\r\n"))
                .isCloseTo(2 * PER_SECOND, within(2 * PER_SECOND / 10.0));
    }

    @Test
    void over_the_limit_is_429_with_retry_after() {
        String first = "";
        try (RawSocket client = RawSocket.from("127.0.0.5", gateways.get(0).port())) {
            for (int i = 0; i < 3 * PER_SECOND && !first.startsWith("HTTP/1.1 429"); i++) {
                client.send(LINE + "\r\n");
                first = client.readResponse();
            }
        }
        assertThat(first).startsWith("HTTP/1.1 429").contains("{\"detail\":");
        assertThat(first.toLowerCase()).contains("\r\nretry-after: 1\r\n", "\r\nratelimit-policy: ", "\r\nratelimit: ");
    }

    @Test
    void sign_ups_and_reports_of_keys_per_address_are_limited_per_minute() {
        // Windows are aligned to the clock: start well before the end of one.
        Eventually.within(20, () -> System.currentTimeMillis() / 1_000 % 60 < 50);
        List<String> statuses = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            for (GatewayProcess gateway : gateways) {
                try (RawSocket client = RawSocket.from("127.0.0.6", gateway.port())) {
                    String path = i % 2 == 0 ? "signup" : "keys/leaked";
                    client.send("POST /api/v1/auth/" + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");
                    statuses.add(client.readResponse().substring(9, 12));
                }
            }
        }
        assertThat(statuses.stream().filter("200"::equals)).hasSize(60);
        assertThat(statuses.stream().filter("429"::equals)).hasSize(20);
    }

    @Test
    void open_connections_per_address_are_limited() {
        List<RawSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                open.add(RawSocket.from("127.0.0.8", gateways.get(0).port()));
                open.get(i).send(LINE + "\r\n");
                assertThat(open.get(i).readResponse()).startsWith("HTTP/1.1 200");
            }
            assertThat(requestOnNewConnection()).startsWith("HTTP/1.1 429").containsIgnoringCase("\r\nretry-after: ");
        } finally {
            open.forEach(RawSocket::close);
        }
        Eventually.within(5, () -> requestOnNewConnection().startsWith("HTTP/1.1 200"));
    }

    private static String requestOnNewConnection() {
        try (RawSocket client = RawSocket.from("127.0.0.8", gateways.get(0).port())) {
            client.send(LINE + "\r\n");
            return client.readResponse();
        }
    }

    /** @return accepted requests per full clock second, averaged over two seconds */
    private static double perSecond(String address, IntFunction<String> headers) {
        Map<Long, Integer> passed = new HashMap<>();
        long first = System.currentTimeMillis() / 1_000 + 1;
        List<RawSocket> clients = gateways.stream()
                .map(gateway -> RawSocket.from(address, gateway.port()))
                .toList();
        for (int i = 0; System.currentTimeMillis() / 1_000 < first + 2; i++) {
            RawSocket client = clients.get(i / 2 % 2);
            client.send(LINE + headers.apply(i) + "\r\n");
            if (client.readResponse().startsWith("HTTP/1.1 200")) {
                passed.merge(System.currentTimeMillis() / 1_000, 1, Integer::sum);
            }
        }
        clients.forEach(RawSocket::close);
        return (passed.getOrDefault(first, 0) + passed.getOrDefault(first + 1, 0)) / 2.0;
    }

    private static boolean isLimitedByAccount(String token) {
        return gateways.stream().allMatch(gateway -> {
            String last = "";
            try (RawSocket client = RawSocket.from("127.0.0.9", gateway.port())) {
                for (int i = 0; i < PER_SECOND && !last.startsWith("HTTP/1.1 429"); i++) {
                    client.send(LINE + "Authorization: Bearer " + token + "\r\n\r\n");
                    last = client.readResponse();
                }
            }
            return last.contains("\"account\"");
        });
    }
}
