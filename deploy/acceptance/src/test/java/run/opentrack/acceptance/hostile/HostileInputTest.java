package run.opentrack.acceptance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Competitions;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.RawHttp;
import run.opentrack.acceptance.suite.RawHttp.RawAnswer;
import run.opentrack.acceptance.suite.Suites;
import run.opentrack.local.Suite;

/** Every hostile text in every place where a client can put one. */
class HostileInputTest {
    private static final String COUNTRY = "WSM";
    private static final List<String> MEMBERS = List.of(
            ("full_name short_name slug name_local country_id address city venue_id latitude longitude altitude date"
                            + " finish_date wa_rankings_category_id age_groups national_id basic_description"
                            + " contact_details organiser_id website entry_link results_link override_token id year events"
                            + " unknown")
                    .split(" "));
    private static final List<String> PARAMETERS = List.of(
            ("country from_date to_date year national_id slug venue_id organiser_id wa_rankings_category_id age_group q"
                            + " updated_since limit after unknown")
                    .split(" "));
    private static final List<String> PATHS = List.of(
            "/api/v1/competitions/%s",
            "/api/v1/competitions/%s/history",
            "/api/v1/exports/%s",
            "/api/v1/auth/accounts/%s",
            "/api/v1/auth/accounts/00000000-0000-4000-8000-000000000000/groups/%s",
            "/api/v1/auth/accounts?email=%s",
            "/api/v1/auth/audit?account=%s",
            "/api/v1/auth/audit?since=%s",
            "/api/v1/auth/audit?limit=%s",
            "/api/v1/%s",
            "/%s");

    private final Suite suite = Suites.shared();
    private final People people = new People(suite);
    private final String token = people.superuserToken();
    private final List<String> complaints = new ArrayList<>();
    private final RawHttp http = RawHttp.to(suite);
    private long slowestNanos;

    @Test
    void hostile_texts_in_every_member_are_refused_or_stored_as_sent() throws IOException {
        for (int i = 0; i < HostileText.ALL.size(); i++) {
            String text = HostileText.ALL.get(i);
            for (String member : Suites.inFull() ? MEMBERS : List.of("full_name", MEMBERS.get(i % MEMBERS.size()))) {
                create(member, text);
            }
        }
        conclude();
    }

    @Test
    void hostile_texts_in_every_parameter_are_refused_or_find_nothing() throws IOException {
        for (int i = 0; i < HostileText.ALL.size(); i++) {
            String text = HostileText.ALL.get(i);
            for (String name : Suites.inFull() ? PARAMETERS : List.of(PARAMETERS.get(i % PARAMETERS.size()))) {
                get(Competitions.PATH + "?limit=3&" + name + "=" + escaped(text));
            }
        }
        conclude();
    }

    @Test
    void hostile_texts_in_every_path_are_refused() throws IOException {
        for (int i = 0; i < HostileText.ALL.size(); i++) {
            String text = HostileText.ALL.get(i);
            for (String path : Suites.inFull() ? PATHS : List.of(PATHS.get(i % PATHS.size()))) {
                get(path.replace("%s", escaped(text)));
            }
        }
        conclude();
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
        Shot shot = shot(member, "POST", Competitions.PATH, body);
        RawAnswer answer = send(shot);
        if (answer.status() == 201) {
            Judge.unlike(shot, answer).forEach(difference -> complaints.add(difference + " for " + shot));
        }
    }

    private void get(String target) throws IOException {
        send(shot("target", "GET", target, new byte[0]));
    }

    private Shot shot(String kind, String method, String target, byte[] body) {
        String head = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token
                + "\r\nContent-Length: " + body.length;
        return new Shot(kind, method, target, RawHttp.request(head, body), body, true);
    }

    private RawAnswer send(Shot shot) throws IOException {
        long begun = System.nanoTime();
        RawAnswer answer = http.send(shot.bytes(), 30_000, false)
                .or(() -> again(shot))
                .orElseThrow(() -> new AssertionError("no answer to " + shot));
        slowestNanos = Math.max(slowestNanos, System.nanoTime() - begun);
        Judge.complaints(shot, answer).forEach(complaint -> complaints.add(complaint + ": " + answer + " for " + shot));
        return answer;
    }

    /** The connection may have ended between two requests. */
    private java.util.Optional<RawAnswer> again(Shot shot) {
        try {
            return http.send(shot.bytes(), 30_000, false);
        } catch (IOException e) {
            return java.util.Optional.empty();
        }
    }

    private void conclude() {
        http.close();
        assertThat(complaints).isEmpty();
        assertThat(TimeUnit.NANOSECONDS.toMillis(slowestNanos))
                .as("slowest answer, ms")
                .isLessThan(Suites.inFull() ? 2_000 : 10_000);
    }

    private int days;

    /** Another day for each, so that nothing is like anything else. */
    private String day() {
        return java.time.LocalDate.of(1900, 1, 1).plusDays(days++).toString();
    }

    private static String escaped(String text) {
        return Api.encode(text.length() > 300 ? text.substring(0, 300) : text);
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
