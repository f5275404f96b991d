package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.RawHttpClient;
import run.opentrack.tests.support.RawHttpClient.RawResponse;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Every hostile text in every member, parameter, header and path. */
class HostileInputTest {
    private static final String COUNTRY = "WSM";
    private static final List<String> MEMBERS = List.of(
            ("full_name short_name slug name_local country_id address city venue_id latitude longitude altitude date"
                            + " finish_date wa_rankings_category_id age_groups national_id basic_description contact_details"
                            + " organiser_id website entry_link results_link override_token id year events unknown")
                    .split(" "));
    private static final List<String> PARAMETERS = List.of(
            ("country from_date to_date year national_id slug venue_id organiser_id wa_rankings_category_id age_group q"
                            + " updated_since limit after unknown")
                    .split(" "));
    private static final List<String> PATHS = List.of(
            "/api/v1/competitions/%s",
            "/api/v1/competitions/%s/history",
            "/api/v1/competitions/by-national-id/EST/2027/%s",
            "/api/v1/competitions/by-national-id/EST/%s/1",
            "/api/v1/competitions/ids?country=EST&year=%s",
            "/api/v1/exports/%s",
            "/api/v1/auth/accounts/%s",
            "/api/v1/auth/accounts/00000000-0000-4000-8000-000000000000/groups/%s",
            "/api/v1/auth/accounts?email=%s",
            "/api/v1/auth/audit?account=%s",
            "/api/v1/auth/audit?since=%s",
            "/api/v1/auth/audit?limit=%s",
            "/api/v1/%s",
            "/%s");

    private final Suite suite = TestSuites.shared();
    private final TestAccounts accounts = new TestAccounts(suite);
    private final String token = accounts.superuserToken();
    private final List<String> violations = new ArrayList<>();
    private final RawHttpClient http = RawHttpClient.to(suite);
    private long slowestNanos;

    @Test
    void hostile_texts_in_every_member_are_rejected_or_stored_as_sent() throws IOException {
        for (int i = 0; i < HostileStrings.ALL.size(); i++) {
            String text = HostileStrings.ALL.get(i);
            for (String member :
                    TestSuites.isFullRun() ? MEMBERS : List.of("full_name", MEMBERS.get(i % MEMBERS.size()))) {
                create(member, text);
            }
        }
        assertNoViolations();
    }

    @Test
    void hostile_texts_in_every_parameter_are_rejected_or_find_nothing() throws IOException {
        for (int i = 0; i < HostileStrings.ALL.size(); i++) {
            String text = HostileStrings.ALL.get(i);
            for (String name : TestSuites.isFullRun() ? PARAMETERS : List.of(PARAMETERS.get(i % PARAMETERS.size()))) {
                get(TestCompetitions.PATH + "?limit=3&" + name + "=" + escaped(text));
            }
        }
        assertNoViolations();
    }

    @Test
    void hostile_texts_in_every_path_are_rejected() throws IOException {
        for (int i = 0; i < HostileStrings.ALL.size(); i++) {
            String text = HostileStrings.ALL.get(i);
            for (String path : TestSuites.isFullRun() ? PATHS : List.of(PATHS.get(i % PATHS.size()))) {
                get(path.replace("%s", escaped(text)));
            }
        }
        assertNoViolations();
    }

    private void create(String member, String text) throws IOException {
        String name = member.equals("full_name") ? text : "Hostile " + UUID.randomUUID();
        String value =
                switch (member) {
                    case "age_groups" -> "[" + quoted(text) + "]";
                    case "events" -> "[{" + quoted(text) + ":" + quoted(text) + "}]";
                    default -> quoted(text);
                };
        String rest = member.equals("full_name") ? "" : "," + quoted(member) + ":" + value;
        if (member.equals("country_id") || member.equals("date")) {
            rest = "";
        }
        String country = member.equals("country_id") ? text : COUNTRY;
        String date = member.equals("date") ? text : day();
        byte[] body = ("{\"full_name\":" + quoted(name) + ",\"country_id\":" + quoted(country) + ",\"date\":"
                        + quoted(date) + rest + "}")
                .getBytes(StandardCharsets.UTF_8);
        FuzzRequest request = request(member, "POST", TestCompetitions.PATH, body);
        RawResponse response = send(request);
        if (response.status() == 201) {
            ResponseInvariants.roundTripDifferences(request, response)
                    .forEach(difference -> violations.add(difference + " for " + request));
        }
    }

    private void get(String target) throws IOException {
        send(request("target", "GET", target, new byte[0]));
    }

    private FuzzRequest request(String kind, String method, String target, byte[] body) {
        String head = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token
                + "\r\nContent-Length: " + body.length;
        return new FuzzRequest(kind, method, target, RawHttpClient.request(head, body), body, true);
    }

    private RawResponse send(FuzzRequest request) throws IOException {
        long begin = System.nanoTime();
        RawResponse response = http.send(request.bytes(), 30_000, false)
                .or(() -> retry(request))
                .orElseThrow(() -> new AssertionError("no response to " + request));
        slowestNanos = Math.max(slowestNanos, System.nanoTime() - begin);
        ResponseInvariants.violations(request, response)
                .forEach(violation -> violations.add(violation + ": " + response + " for " + request));
        return response;
    }

    /** Retries once, as the connection may have been closed between two requests. */
    private java.util.Optional<RawResponse> retry(FuzzRequest request) {
        try {
            return http.send(request.bytes(), 30_000, false);
        } catch (IOException e) {
            return java.util.Optional.empty();
        }
    }

    private void assertNoViolations() {
        http.close();
        assertThat(violations).isEmpty();
        assertThat(TimeUnit.NANOSECONDS.toMillis(slowestNanos))
                .as("slowest response, ms")
                .isLessThan(TestSuites.isFullRun() ? 2_000 : 10_000);
    }

    private int days;

    /** A new day for each competition, so that none is a duplicate. */
    private String day() {
        return java.time.LocalDate.of(1900, 1, 1).plusDays(days++).toString();
    }

    private static String escaped(String text) {
        return ApiClient.encode(text.length() > 300 ? text.substring(0, 300) : text);
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
