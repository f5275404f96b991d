package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.ACCOUNTS;
import static run.opentrack.tests.contract.ContractFixture.READER;
import static run.opentrack.tests.contract.ContractFixture.SUPERUSER;
import static run.opentrack.tests.contract.ContractFixture.assertInvalid;
import static run.opentrack.tests.contract.ContractFixture.assertRejected;
import static run.opentrack.tests.contract.ContractFixture.create;
import static run.opentrack.tests.contract.ContractFixture.idOf;
import static run.opentrack.tests.contract.ContractFixture.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.FullRun;
import run.opentrack.tests.support.LoadGenerator;
import run.opentrack.tests.support.TestAccounts.TestAccount;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;
import run.opentrack.tests.support.WebhookReceiver;
import run.opentrack.tests.support.WebhookReceiver.Message;

/** Webhooks: their management, the events that are sent, attempts and their log. Countries are those of no other test. */
class WebhookTest {
    private static final String PATH = "/api/v1/webhooks";
    private static final TestDatabase DATABASE = new TestDatabase(TestSuites.shared());

    private final TestAccount account = ACCOUNTS.withGroups();
    private final ApiClient api = account.api();
    private final WebhookReceiver receiver = new WebhookReceiver();

    /** The first call after a start loads classes for seconds on a busy machine. */
    @BeforeAll
    static void warmUp() {
        Eventually.within(60, () -> READER.api().get(PATH).status() == 200);
        READER.api().patch(PATH + "/" + UUID.randomUUID(), Map.of());
    }

    @AfterEach
    void deleteWebhooks() {
        api.get(PATH).json().forEach(webhook -> api.delete(pathOf(webhook)));
        receiver.close();
    }

    @Test
    void an_endpoint_is_shown_changed_and_deleted_by_its_account_only() {
        JsonNode created = webhook("TKM", "full");
        assertThat(created.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "url",
                        "events",
                        "countries",
                        "payload",
                        "state",
                        "created_at",
                        "failing_since",
                        "secret");
        assertThat(created.get("state").asText()).isEqualTo("pending");
        JsonNode shown = api.get(pathOf(created)).requireStatus(200).json();
        assertThat(shown.has("secret")).isFalse();
        assertThat(api.get(PATH).json()).containsExactly(shown);
        for (String call : List.of("GET ", "PATCH ", "DELETE ", "POST /secret", "POST /ping", "GET /deliveries")) {
            String[] parts = (call + " ").split(" ");
            String path = pathOf(created) + (parts.length > 1 ? parts[1] : "");
            assertRejected(READER.api().send(parts[0], path, "{}".getBytes()), 404, "no webhook");
        }
        JsonNode changed = api.patch(pathOf(created), Map.of("payload", "thin"))
                .requireStatus(200)
                .json();
        assertThat(changed.get("payload").asText()).isEqualTo("thin");
        assertThat(changed.get("countries")).isEqualTo(shown.get("countries"));
        api.delete(pathOf(created)).requireStatus(204);
        assertRejected(api.get(pathOf(created)), 404);
    }

    @Test
    void an_account_has_at_most_ten_also_if_they_are_added_at_once() {
        List<Response> responses =
                LoadGenerator.run(14, 14, n -> Eventually.retryOnBusy(() -> api.post(PATH, body("TKM", "full"))));
        assertThat(responses.stream().filter(response -> response.status() == 201))
                .hasSize(10);
        assertThat(responses.stream().filter(response -> response.status() == 409))
                .hasSize(4);
        assertThat(api.get(PATH).json()).hasSize(10);
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://calendar.example/, body.url",
        "https://10.0.0.1/, body.url",
        "https://2130706434/, body.url",
        "https://user@calendar.example/, body.url",
        "https://[::ffff:169.254.169.254]/, body.url",
    })
    void an_address_that_services_must_not_connect_to_is_invalid(String url, String location) {
        Map<String, Object> body = new HashMap<>(body("TKM", "full"));
        body.put("url", url);
        assertInvalid(api.post(PATH, body), location);
    }

    @Test
    void events_of_a_country_are_sent_in_order_with_the_state_of_each_change() {
        JsonNode webhook = activeWebhook("TKM", "full");
        String id = idOf(create(TestCompetitions.small("TKM", "2031-05-08")));
        String path = TestCompetitions.PATH + id;
        SUPERUSER.patch(path, Map.of("city", "Mary")).requireStatus(200);
        SUPERUSER.patch(path, Map.of("city", "Tejen")).requireStatus(200);
        SUPERUSER.delete(path).requireStatus(204);
        create(TestCompetitions.small("TJK", "2031-05-09"));

        List<Message> messages = receiver.await(5).subList(1, 5);
        assertThat(messages.stream().map(Message::type))
                .containsExactly(
                        "competition.stored", "competition.stored", "competition.stored", "competition.removed");
        assertThat(messages.get(0).data().has("changed")).isFalse();
        assertThat(messages.get(0).data().get("competition").get("city").asText())
                .isEmpty();
        assertThat(messages.get(1).data().get("changed").toString()).isEqualTo("[\"city\"]");
        assertThat(messages.get(1).data().get("competition").get("city").asText())
                .isEqualTo("Mary");
        assertThat(messages.get(2).data().get("competition").get("city").asText())
                .isEqualTo("Tejen");
        assertThat(messages.get(2).data().get("competition")).hasSize(26);
        JsonNode removed = messages.get(3).data();
        assertThat(removed.get("id").asText()).isEqualTo(id);
        assertThat(removed.get("reason").asText()).isEqualTo("deleted");
        messages.forEach(message ->
                assertThat(message.isSignedBy(webhook.get("secret").asText())).isTrue());
    }

    @Test
    void a_move_is_a_removal_for_the_country_that_is_left_and_thin_events_have_identifiers() {
        activeWebhook("UZB", "thin");
        String id = idOf(create(TestCompetitions.small("UZB", "2031-06-08")));
        SUPERUSER.patch(TestCompetitions.PATH + id, Map.of("country_id", "KGZ")).requireStatus(200);
        SUPERUSER.patch(TestCompetitions.PATH + id, Map.of("city", "Osh")).requireStatus(200);
        List<Message> messages = receiver.await(3);
        assertThat(messages.get(1).data().get("competition").toString())
                .isEqualTo("{\"id\":\"" + id + "\",\"country_id\":\"UZB\",\"national_id\":\"\"}");
        assertThat(messages.get(2).data().toString())
                .endsWith(",\"id\":\"" + id
                        + "\",\"country_id\":\"UZB\",\"national_id\":\"\",\"reason\":\"left\",\"merged_into\":null}");
    }

    @Test
    void an_event_is_repeated_with_its_id_until_it_is_answered_and_later_ones_wait() {
        JsonNode webhook = activeWebhook("MNG", "full");
        String first = idOf(create(TestCompetitions.small("MNG", "2031-07-08")));
        receiver.await(2);
        receiver.respondWith(message -> message.number() == 3 ? 500 : 204);
        SUPERUSER.patch(TestCompetitions.PATH + first, Map.of("city", "A")).requireStatus(200);
        receiver.await(3);
        SUPERUSER.patch(TestCompetitions.PATH + first, Map.of("city", "B")).requireStatus(200);
        String second = idOf(create(TestCompetitions.small("MNG", "2031-07-09")));

        List<Message> messages = receiver.await(6);
        Message failed = messages.get(2);
        assertThat(messages.subList(3, 6)).extracting(Message::subject).contains(second);
        List<Message> later = messages.subList(3, 6).stream()
                .filter(message -> message.subject().equals(first))
                .toList();
        assertThat(later.get(0).id()).isEqualTo(failed.id());
        assertThat(later.get(0).data()).isEqualTo(failed.data());
        assertThat(later.get(1).data().get("competition").get("city").asText()).isEqualTo("B");
        Eventually.within(10, () -> deliveries(webhook, "?state=pending").isEmpty());
        JsonNode log = deliveries(webhook, "");
        assertThat(texts(log, delivery -> delivery.get("attempt").asText()))
                .containsExactlyInAnyOrder("1", "1", "2", "1", "1");
        String again = pathOf(webhook) + "/deliveries/" + failed.id() + "/again";
        api.send("POST", again, null).requireStatus(202);
        assertThat(receiver.await(7).get(6).id()).isEqualTo(failed.id());
    }

    @Test
    void a_receiver_that_missed_events_fetches_or_gets_each_change_once_since_then() {
        JsonNode webhook = activeWebhook("LAO", "full");
        String changes = "/api/v1/competitions/changes?country=LAO&since=";
        String token = api.get(changes + "now").json().get("next").asText();
        String first = idOf(create(TestCompetitions.small("LAO", "2031-10-08")));
        String second = idOf(create(TestCompetitions.small("LAO", "2031-10-09")));
        SUPERUSER.patch(TestCompetitions.PATH + first, Map.of("city", "Pakse")).requireStatus(200);
        SUPERUSER.delete(TestCompetitions.PATH + second).requireStatus(204);
        List<Message> messages = receiver.await(5);
        String before = messages.get(3).data().get("before").asText();
        JsonNode fetched = api.get(changes + before).requireStatus(200).json().get("changes");
        assertThat(texts(
                        fetched, change -> change.path("competition").path("id").asText()))
                .contains(first);

        String replay = pathOf(webhook) + "/replay";
        Response replayed = api.post(replay, Map.of("since", token)).requireStatus(202);
        assertThat(replayed.text()).isEqualTo("{\"events\":2}");
        // Events of different competitions have no order.
        Map<String, JsonNode> repeated =
                receiver.await(7).subList(5, 7).stream().collect(Collectors.toMap(Message::subject, Message::data));
        assertThat(repeated.get(second).get("reason").asText()).isEqualTo("deleted");
        assertThat(repeated.get(first).get("competition").get("city").asText()).isEqualTo("Pakse");
        assertInvalid(api.post(replay, Map.of("since", "yesterday")), "body.since");
        assertRejected(
                api.post(pathOf(webhook(receiver, "LAO", "full")) + "/replay", Map.of("since", token)), 409, "pending");
    }

    @Test
    void many_removals_leave_room_in_a_replay_that_does_not_want_them() {
        String path = pathOf(activeWebhook("TLS", "thin"));
        api.patch(path, Map.of("events", List.of("competition.stored"))).requireStatus(200);
        String token = api.get(TestCompetitions.PATH + "changes?since=now&country=TLS")
                .requireStatus(200)
                .json()
                .get("next")
                .asText();
        String id = idOf(create(TestCompetitions.small("TLS", "2031-05-01")));
        receiver.await(2);
        DATABASE.update(
                "INSERT INTO competition_removal SELECT ?::uuid, 'TLS', date '2031-01-01' + n, '', 'deleted', NULL, version, now()"
                        + " FROM calendar_version, generate_series(1, 10001) n WHERE country_id = 'TLS'",
                id);
        try {
            Response replayed = api.post(path + "/replay", Map.of("since", token));
            assertThat(replayed.requireStatus(202).text()).isEqualTo("{\"events\":1}");
        } finally {
            DATABASE.update("DELETE FROM competition_removal WHERE country_id = ?", "TLS");
        }
    }

    /** From the response to a write until its event comes. */
    @Test
    @FullRun
    void first_attempts_are_made_within_two_seconds() {
        activeWebhook("KHM", "thin");
        Map<String, Long> written = new HashMap<>();
        for (int n = 0; n < 50; n++) {
            String id = idOf(create(
                    TestCompetitions.small("KHM", LocalDate.of(2031, 1, 1).plusDays(n))));
            written.put(id, System.nanoTime());
        }
        List<Double> millis = receiver.await(51).stream()
                .skip(1)
                .map(message -> (message.nanoTime() - written.get(message.subject())) / 1e6)
                .toList();
        double p99 = LoadGenerator.percentile(millis, 0.99);
        System.out.printf(
                "write to webhook: median %.0f ms, p99 %.0f ms%n", LoadGenerator.percentile(millis, 0.5), p99);
        assertThat(p99).isLessThan(2_000);
    }

    @Test
    void both_secrets_sign_during_a_rotation() {
        JsonNode webhook = webhook("MNG", "full");
        String former = webhook.get("secret").asText();
        String secret = api.send("POST", pathOf(webhook) + "/secret", null)
                .requireStatus(200)
                .json()
                .get("secret")
                .asText();
        assertThat(secret).isNotEqualTo(former);
        api.send("POST", pathOf(webhook) + "/ping", null).requireStatus(202);
        Message ping = receiver.await(1).get(0);
        assertThat(ping.type()).isEqualTo("ping");
        assertThat(ping.isSignedBy(secret)).isTrue();
        assertThat(ping.isSignedBy(former)).isTrue();
    }

    @Test
    void a_pending_endpoint_gets_no_events_and_an_endpoint_that_is_gone_is_disabled() {
        JsonNode webhook = webhook("BTN", "full");
        create(TestCompetitions.small("BTN", "2031-08-08"));
        receiver.respondWith(message -> message.type().equals("ping") ? 302 : 410);
        api.send("POST", pathOf(webhook) + "/ping", null).requireStatus(202);
        receiver.await(1);
        Eventually.within(10, () -> deliveries(webhook, "?state=failed").size() == 1);
        assertThat(deliveries(webhook, "").get(0).get("http_status").asInt()).isEqualTo(302);
        assertThat(state(webhook)).isEqualTo("pending");

        receiver.respondWith(message -> message.type().equals("ping") ? 200 : 410);
        api.send("POST", pathOf(webhook) + "/ping", null).requireStatus(202);
        Eventually.within(10, () -> state(webhook).equals("active"));
        create(TestCompetitions.small("BTN", "2031-08-09"));
        Eventually.within(10, () -> state(webhook).equals("disabled"));
        JsonNode delivery = deliveries(webhook, "").get(0);
        assertThat(delivery.get("state").asText()).isEqualTo("failed");
        String again = pathOf(webhook) + "/deliveries/" + delivery.get("id").asText() + "/again";
        assertRejected(api.send("POST", again, null), 409, "disabled");
        assertRejected(
                api.send("POST", pathOf(webhook) + "/deliveries/" + UUID.randomUUID() + "/again", null),
                404,
                "delivery");
    }

    @Test
    void an_endpoint_that_fails_is_off_after_five_days_and_delays_no_other() {
        JsonNode failing = activeWebhook("NPL", "full");
        WebhookReceiver other = new WebhookReceiver();
        try {
            receiver.respondWith(message -> WebhookReceiver.NONE);
            JsonNode healthy = webhook(other, "NPL", "full");
            activate(other, healthy);
            List<String> ids = new ArrayList<>();
            for (int n = 1; n <= 6; n++) {
                ids.add(idOf(create(TestCompetitions.small("NPL", "2031-09-0" + n))));
            }
            long begin = System.nanoTime();
            assertThat(other.await(7).stream().skip(1).map(Message::subject)).containsExactlyInAnyOrderElementsOf(ids);
            assertThat((System.nanoTime() - begin) / 1_000_000).isLessThan(3_000);
            DATABASE.update(
                    "UPDATE webhook_endpoint SET failing_since = now() - interval '5 days 1 hour' WHERE id::text = ?",
                    failing.get("id").asText());
            receiver.respondWith(message -> 500);
            Eventually.within(30, () -> state(failing).equals("disabled"));
            assertThat(state(healthy)).isEqualTo("active");
        } finally {
            other.close();
        }
    }

    @Test
    void erasing_an_account_deletes_its_webhooks() {
        JsonNode webhook = webhook("MNG", "full");
        Eventually.retryOnBusy(() -> api.delete("/api/v1/auth/me")).requireStatus(204);
        assertThat(DATABASE.queryValue(
                        "SELECT count(*) FROM webhook_endpoint WHERE id::text = ?",
                        webhook.get("id").asText()))
                .isEqualTo("0");
    }

    private Map<String, Object> body(String country, String payload) {
        return body(receiver, country, payload);
    }

    private static Map<String, Object> body(WebhookReceiver target, String country, String payload) {
        return Map.of(
                "url",
                target.url(),
                "events",
                List.of("competition.stored", "competition.removed"),
                "countries",
                List.of(country),
                "payload",
                payload);
    }

    private JsonNode webhook(String country, String payload) {
        return webhook(receiver, country, payload);
    }

    private JsonNode webhook(WebhookReceiver target, String country, String payload) {
        return Eventually.retryOnBusy(() -> api.post(PATH, body(target, country, payload)))
                .requireStatus(201)
                .json();
    }

    private JsonNode activeWebhook(String country, String payload) {
        JsonNode webhook = webhook(country, payload);
        activate(receiver, webhook);
        return webhook;
    }

    private void activate(WebhookReceiver target, JsonNode webhook) {
        api.send("POST", pathOf(webhook) + "/ping", null).requireStatus(202);
        assertThat(target.await(1).get(0).type()).isEqualTo("ping");
        Eventually.within(10, () -> state(webhook).equals("active"));
    }

    private String state(JsonNode webhook) {
        return api.get(pathOf(webhook)).json().get("state").asText();
    }

    private JsonNode deliveries(JsonNode webhook, String query) {
        return api.get(pathOf(webhook) + "/deliveries" + query)
                .requireStatus(200)
                .json();
    }

    private static String pathOf(JsonNode webhook) {
        return PATH + "/" + webhook.get("id").asText();
    }
}
