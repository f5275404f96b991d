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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
import run.opentrack.tests.support.TestDuplicates;
import run.opentrack.tests.support.TestKeys;
import run.opentrack.tests.support.TestSuites;
import run.opentrack.tests.support.TestWebhooks;
import run.opentrack.tests.support.TestWebhooks.TestWebhook;
import run.opentrack.tests.support.WebhookReceiver;
import run.opentrack.tests.support.WebhookReceiver.Message;

/** Webhooks: their management, the events that are sent, attempts and their log. Countries are those of no other test. */
class WebhookTest {
    private static final String PATH = TestWebhooks.PATH;
    private static final TestDatabase DATABASE = new TestDatabase(TestSuites.shared());

    private final TestAccount account = ACCOUNTS.withGroups();
    private final ApiClient api = account.api();
    private final TestWebhooks webhooks = new TestWebhooks(api);
    private final WebhookReceiver receiver = new WebhookReceiver();

    @BeforeAll
    static void warmUp() {
        TestWebhooks.warmUp(READER.api());
    }

    @AfterEach
    void deleteWebhooks() {
        webhooks.deleteAll();
        receiver.close();
    }

    @Test
    void an_endpoint_is_shown_changed_and_deleted_by_its_account_only() {
        TestWebhook webhook = webhook("TKM", "full");
        assertThat(webhook.created().fieldNames())
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
        assertThat(webhook.state()).isEqualTo("pending");
        JsonNode shown = api.get(webhook.path()).requireStatus(200).json();
        assertThat(shown.has("secret")).isFalse();
        assertThat(api.get(PATH).json()).containsExactly(shown);
        for (String call : List.of("GET ", "PATCH ", "DELETE ", "POST /secret", "POST /ping", "GET /deliveries")) {
            String[] parts = (call + " ").split(" ");
            String path = webhook.path() + (parts.length > 1 ? parts[1] : "");
            assertRejected(READER.api().send(parts[0], path, "{}".getBytes()), 404, "no webhook");
        }
        JsonNode changed = api.patch(webhook.path(), Map.of("payload", "thin"))
                .requireStatus(200)
                .json();
        assertThat(changed.get("payload").asText()).isEqualTo("thin");
        assertThat(changed.get("countries")).isEqualTo(shown.get("countries"));
        api.delete(webhook.path()).requireStatus(204);
        assertRejected(api.get(webhook.path()), 404);
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
        TestWebhook webhook = activeWebhook("TKM", "full");
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
        messages.forEach(
                message -> assertThat(message.isSignedBy(webhook.secret())).isTrue());
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
        TestWebhook webhook = activeWebhook("MNG", "full");
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
        Eventually.within(10, () -> webhook.deliveries("?state=pending").isEmpty());
        JsonNode log = webhook.deliveries("");
        assertThat(texts(log, delivery -> delivery.get("attempt").asText()))
                .containsExactlyInAnyOrder("1", "1", "2", "1", "1");
        webhook.sendAgain(failed.id()).requireStatus(202);
        assertThat(receiver.await(7).get(6).id()).isEqualTo(failed.id());
    }

    @Test
    void a_receiver_that_missed_events_fetches_or_gets_each_change_once_since_then() {
        TestWebhook webhook = activeWebhook("LAO", "full");
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

        String replay = webhook.path() + "/replay";
        Response replayed = api.post(replay, Map.of("since", token)).requireStatus(202);
        assertThat(replayed.text()).isEqualTo("{\"events\":2}");
        // Events of different competitions have no order.
        Map<String, JsonNode> repeated =
                receiver.await(7).subList(5, 7).stream().collect(Collectors.toMap(Message::subject, Message::data));
        assertThat(repeated.get(second).get("reason").asText()).isEqualTo("deleted");
        assertThat(repeated.get(first).get("competition").get("city").asText()).isEqualTo("Pakse");
        assertInvalid(api.post(replay, Map.of("since", "yesterday")), "body.since");
        assertRejected(api.post(webhook("LAO", "full").path() + "/replay", Map.of("since", token)), 409, "pending");
    }

    @Test
    void many_removals_leave_room_in_a_replay_that_does_not_want_them() {
        String path = activeWebhook("TLS", "thin").path();
        api.patch(path, Map.of("events", List.of("competition.stored"))).requireStatus(200);
        String token = api.get(TestCompetitions.PATH + "changes?since=now&country=TLS")
                .requireStatus(200)
                .json()
                .get("next")
                .asText();
        create(TestCompetitions.small("TLS", "2031-05-01"));
        receiver.await(2);
        DATABASE.update(
                "WITH removed AS (SELECT gen_random_uuid() AS id FROM generate_series(1, 10001)), entries AS ("
                        + " INSERT INTO competition_history (competition_id, country_id, at, account_id, action, changes)"
                        + " SELECT id, 'XXX', now(), id, 'deleted', '{}' FROM removed)"
                        + " INSERT INTO competition_removal SELECT id, country_id, '2031-01-01', '', 'deleted', NULL, version, now()"
                        + " FROM removed, calendar_version WHERE country_id = ?",
                "TLS");
        try {
            Response replayed = api.post(path + "/replay", Map.of("since", token));
            assertThat(replayed.requireStatus(202).text()).isEqualTo("{\"events\":1}");
        } finally {
            DATABASE.update("DELETE FROM competition_removal WHERE country_id = ?", "TLS");
            // A country without a calendar, so that the entries are of no event.
            DATABASE.update("DELETE FROM competition_history WHERE country_id = ?", "XXX");
        }
    }

    /** A competition has a removal for each of its former dates. */
    @Test
    void a_replay_has_one_removal_of_a_competition_and_none_of_one_that_is_stored_again() {
        TestWebhook webhook = activeWebhook("MMR", "thin");
        api.patch(webhook.path(), Map.of("events", List.of("competition.removed")))
                .requireStatus(200);
        String token = api.get(TestCompetitions.PATH + "changes?since=now&country=MMR")
                .requireStatus(200)
                .json()
                .get("next")
                .asText();
        String deleted = idOf(create(TestCompetitions.small("MMR", "2031-05-08")));
        for (String date : List.of("2031-05-09", "2031-05-10")) {
            SUPERUSER
                    .patch(TestCompetitions.PATH + deleted, Map.of("date", date, "finish_date", date))
                    .requireStatus(200);
        }
        SUPERUSER.delete(TestCompetitions.PATH + deleted).requireStatus(204);
        Map<String, Object> competition = TestCompetitions.small("MMR", "2031-06-08");
        create(competition);
        String survivor = idOf(TestCompetitions.createBeside(SUPERUSER, competition));
        JsonNode pair = TestDuplicates.find(SUPERUSER, "MMR", "open");
        TestDuplicates.merge(SUPERUSER, pair, survivor).requireStatus(200);
        receiver.await(3);
        SUPERUSER.post(TestDuplicates.pathOf(pair) + "/undo", Map.of()).requireStatus(200);

        Response replayed = api.post(webhook.path() + "/replay", Map.of("since", token));
        assertThat(replayed.requireStatus(202).text()).isEqualTo("{\"events\":1}");
        Message removal = receiver.await(4).get(3);
        assertThat(removal.subject()).isEqualTo(deleted);
        assertThat(removal.data().get("reason").asText()).isEqualTo("deleted");
    }

    /** Deliveries that are not due, and of which the statistics know nothing, as after an import. */
    @Test
    void many_waiting_deliveries_stop_no_event_and_a_replay_adds_each_event_once_and_not_too_many() {
        TestWebhook webhook = activeWebhook("AFG", "thin");
        Map<String, Object> since = Map.of(
                "since",
                api.get(TestCompetitions.PATH + "changes?since=now&country=AFG")
                        .json()
                        .get("next")
                        .asText());
        DATABASE.update("VACUUM ANALYZE webhook_delivery");
        DATABASE.update(
                "INSERT INTO webhook_delivery (id, endpoint_id, event, subject_id, history_id, at, state, next_at)"
                        + " SELECT gen_random_uuid(), ?::uuid, 'competition.stored', gen_random_uuid(), -n, now(), 'pending',"
                        + " now() + interval '1 hour' FROM generate_series(1, 20000) n",
                webhook.id());
        create(TestCompetitions.small("AFG", "2031-05-01"));
        receiver.await(2);

        String replay = webhook.path() + "/replay";
        DATABASE.update(
                "UPDATE webhook_endpoint SET next_at = now() + interval '1 hour' WHERE id::text = ?", webhook.id());
        Eventually.within(
                10, () -> webhook.deliveries("?state=succeeded&limit=2").size() == 2);
        assertRejected(api.post(replay, since), 409, "would wait");
        DATABASE.update("DELETE FROM webhook_delivery WHERE endpoint_id::text = ? AND history_id < 0", webhook.id());
        List<Response> responses = LoadGenerator.run(8, 8, n -> api.post(replay, since));
        assertThat(responses).extracting(Response::status).contains(202).containsOnly(202, 409);
        assertThat(api.post(replay, since).requireStatus(202).text()).isEqualTo("{\"events\":0}");
        assertThat(webhook.deliveries("?state=pending")).hasSize(1);
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
        TestWebhook webhook = webhook("MNG", "full");
        String former = webhook.secret();
        String secret = api.send("POST", webhook.path() + "/secret", null)
                .requireStatus(200)
                .json()
                .get("secret")
                .asText();
        assertThat(secret).isNotEqualTo(former);
        webhook.ping();
        Message ping = receiver.await(1).get(0);
        assertThat(ping.type()).isEqualTo("ping");
        assertThat(ping.isSignedBy(secret)).isTrue();
        assertThat(ping.isSignedBy(former)).isTrue();
    }

    @Test
    void a_pending_endpoint_gets_no_events_and_an_endpoint_that_is_gone_is_disabled() {
        TestWebhook webhook = webhook("BTN", "full");
        create(TestCompetitions.small("BTN", "2031-08-08"));
        receiver.respondWith(message -> message.type().equals("ping") ? 302 : 410);
        webhook.ping();
        receiver.await(1);
        Eventually.within(10, () -> webhook.deliveries("?state=failed").size() == 1);
        assertThat(webhook.deliveries("").get(0).get("http_status").asInt()).isEqualTo(302);
        assertThat(webhook.state()).isEqualTo("pending");

        receiver.respondWith(message -> message.type().equals("ping") ? 200 : 410);
        webhook.ping();
        webhook.awaitState("active");
        create(TestCompetitions.small("BTN", "2031-08-09"));
        webhook.awaitState("disabled");
        JsonNode delivery = webhook.deliveries("").get(0);
        assertThat(delivery.get("state").asText()).isEqualTo("failed");
        assertRejected(webhook.sendAgain(delivery.get("id").asText()), 409, "disabled");
        assertRejected(webhook.sendAgain(UUID.randomUUID().toString()), 404, "delivery");
    }

    /** One that waits for a replica that has ended, and one in flight. */
    @Test
    void nothing_waits_for_an_endpoint_that_is_disabled() {
        TestWebhook webhook = activeWebhook("BTN", "thin");
        DATABASE.update(
                "INSERT INTO webhook_delivery (id, endpoint_id, event, at, state, next_at, lease_until) VALUES"
                        + " (gen_random_uuid(), ?::uuid, 'competition.stored', now(), 'pending', now() + interval '1 hour',"
                        + " now() - interval '1 minute')",
                webhook.id());
        CountDownLatch disabled = new CountDownLatch(1);
        receiver.respondWith(message -> message.number() == 2 ? statusAfter(disabled, 500) : 410);
        create(TestCompetitions.small("BTN", "2031-08-18"));
        receiver.await(2);
        create(TestCompetitions.small("BTN", "2031-08-19"));
        webhook.awaitState("disabled");
        disabled.countDown();
        Eventually.within(10, () -> webhook.deliveries("?state=failed").size() == 3);
    }

    @Test
    void an_event_that_is_sent_again_while_it_is_in_flight_is_repeated_only_if_that_fails() {
        TestWebhook webhook = activeWebhook("MNG", "thin");
        CountDownLatch repeated = new CountDownLatch(1);
        receiver.respondWith(message -> statusAfter(repeated, 204));
        create(TestCompetitions.small("MNG", "2031-07-18"));
        String id = receiver.await(2).get(1).id();
        webhook.sendAgain(id).requireStatus(202);
        repeated.countDown();
        Eventually.within(10, () -> webhook.deliveries("?state=pending").isEmpty());
        assertThat(receiver.messages()).hasSize(2);

        CountDownLatch again = new CountDownLatch(1);
        receiver.respondWith(message -> message.number() == 3 ? statusAfter(again, 500) : 204);
        // The attempt after these is the last one.
        DATABASE.update(
                "UPDATE webhook_delivery SET state = 'pending', attempt = 20, former_attempts = 11 WHERE id::text = ?",
                id);
        receiver.await(3);
        webhook.sendAgain(id).requireStatus(202);
        again.countDown();
        assertThat(receiver.await(4).get(3).id()).isEqualTo(id);
    }

    @Test
    void attempts_of_an_event_that_is_sent_again_are_counted_on_and_their_delays_begin_anew() {
        TestWebhook webhook = activeWebhook("MNG", "thin");
        create(TestCompetitions.small("MNG", "2031-07-28"));
        String id = receiver.await(2).get(1).id();
        Eventually.within(10, () -> webhook.deliveries("?state=pending").isEmpty());
        DATABASE.update("UPDATE webhook_delivery SET attempt = 20 WHERE id::text = ?", id);
        receiver.respondWith(message -> message.number() == 3 ? 500 : 204);
        assertThat(webhook.sendAgain(id)
                        .requireStatus(202)
                        .json()
                        .get("attempt")
                        .asInt())
                .isEqualTo(20);
        receiver.await(4);
        Eventually.within(10, () -> webhook.deliveries("?state=succeeded").size() == 2);
        assertThat(webhook.deliveries("").get(0).get("attempt").asInt()).isEqualTo(22);
    }

    @Test
    void an_answer_of_a_former_address_does_not_activate_the_new_one() {
        CountDownLatch changed = new CountDownLatch(1);
        receiver.respondWith(message -> statusAfter(changed, 204));
        TestWebhook webhook = webhook("BTN", "thin");
        webhook.ping();
        receiver.await(1);
        try (WebhookReceiver other = new WebhookReceiver()) {
            other.respondWith(message -> 500);
            api.patch(webhook.path(), Map.of("url", other.url())).requireStatus(200);
            webhook.ping();
            other.await(1);
            changed.countDown();
            Eventually.within(10, () -> webhook.deliveries("?state=succeeded").size() == 1);
            assertThat(webhook.state()).isEqualTo("pending");
            other.respondWith(message -> 204);
            webhook.activate();
        }
    }

    /** Waits for a latch before it returns the status. */
    private static int statusAfter(CountDownLatch latch, int status) {
        try {
            return latch.await(10, TimeUnit.SECONDS) ? status : 500;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void an_endpoint_that_fails_is_off_after_five_days_and_delays_no_other() {
        TestWebhook failing = activeWebhook("NPL", "full");
        WebhookReceiver other = new WebhookReceiver();
        try {
            receiver.respondWith(message -> WebhookReceiver.NONE);
            TestWebhook healthy = webhooks.create(other.url(), TestWebhooks.COMPETITIONS, "NPL")
                    .activate();
            List<String> ids = new ArrayList<>();
            for (int n = 1; n <= 6; n++) {
                ids.add(idOf(create(TestCompetitions.small("NPL", "2031-09-0" + n))));
            }
            long begin = System.nanoTime();
            assertThat(other.await(7).stream().skip(1).map(Message::subject)).containsExactlyInAnyOrderElementsOf(ids);
            assertThat((System.nanoTime() - begin) / 1_000_000).isLessThan(3_000);
            DATABASE.update(
                    "UPDATE webhook_endpoint SET failing_since = now() - interval '5 days 1 hour' WHERE id::text = ?",
                    failing.id());
            receiver.respondWith(message -> 500);
            failing.awaitState("disabled");
            assertThat(healthy.state()).isEqualTo("active");
        } finally {
            other.close();
        }
    }

    /** Without e-mail, which this suite has not. A key of the federation is of each of its admins. */
    @Test
    void owners_of_a_key_get_an_event_14_and_3_days_before_it_expires() {
        ApiClient admin = ACCOUNTS.withGroups("ADMIN_KAZ").api();
        Map<String, Object> body = TestWebhooks.body(receiver.url(), List.of("key.expiring"), "full", "NPL");
        TestWebhook ofAdmin = new TestWebhooks(admin).create(body).activate();
        TestWebhook ofOther = webhooks.create(body).activate();
        Map<String, Object> request =
                Map.of("name", "Job \"1\"", "scopes", List.of("competitions:read"), "countries", List.of("KAZ"));
        JsonNode own = TestKeys.create(admin, TestCompetitions.with(request, "owner", "me"));
        JsonNode federation = TestKeys.create(
                ACCOUNTS.withGroups("ADMIN_KAZ").api(), TestCompetitions.with(request, "owner", "federation"));
        int expected = 2;
        // One of the keys gets an event at each step, so that one about the other key is seen too.
        for (int days : List.of(15, 14, 4, 3)) {
            TestKeys.expireIn(DATABASE, days, own, federation);
            expected++;
            assertThat(receiver.await(expected)).hasSize(expected);
        }
        Eventually.within(10, () -> ofAdmin.deliveries("?state=pending").isEmpty());
        assertThat(receiver.messages()).hasSize(6);
        List<Message> messages = receiver.messages().subList(2, 6);
        assertThat(messages).allMatch(message -> message.isSignedBy(ofAdmin.secret()));
        assertThat(messages.stream()
                        .map(message ->
                                message.type() + " " + message.data().get("id").asText() + " "
                                        + message.data().get("days")))
                .containsExactlyInAnyOrder(
                        "key.expiring " + own.get("id").asText() + " 14",
                        "key.expiring " + own.get("id").asText() + " 3",
                        "key.expiring " + federation.get("id").asText() + " 14",
                        "key.expiring " + federation.get("id").asText() + " 3");
        JsonNode data = messages.get(0).data();
        assertThat(data.get("name").asText()).isEqualTo("Job \"1\"");
        assertThat(data.get("prefix").asText())
                .isEqualTo("otk_live_" + data.get("id").asText());
        assertThat(data.get("expires_at").asText()).endsWith("Z");
        assertThat(messages.toString())
                .doesNotContain(own.get("key").asText(), federation.get("key").asText());
        assertThat(ofOther.deliveries("")).hasSize(1);
        ofAdmin.delete();
    }

    /** A failure that no further attempt mends, other than those of the database. */
    @Test
    void an_event_of_which_no_message_can_be_made_stops_no_later_one() {
        TestWebhook webhook = activeWebhook("PRK", "full");
        String setSecret = "UPDATE webhook_endpoint SET secret = ? WHERE id = ?::uuid";
        DATABASE.update(setSecret, "whsec_*", webhook.id());
        String id = idOf(create(TestCompetitions.small("PRK", "2031-11-08")));
        Eventually.within(10, () -> webhook.deliveries("?state=failed").size() == 1);
        assertThat(webhook.deliveries("?state=failed").get(0).get("error").asText())
                .isEqualTo("no message can be made of the event");
        assertThat(DATABASE.queryValue("SELECT failures FROM webhook_endpoint WHERE id::text = ?", webhook.id()))
                .isEqualTo("0");
        DATABASE.update(setSecret, webhook.secret(), webhook.id());
        SUPERUSER.patch(TestCompetitions.PATH + id, Map.of("city", "Wonsan")).requireStatus(200);
        assertThat(receiver.await(2).get(1).subject()).isEqualTo(id);
    }

    @Test
    void erasing_an_account_deletes_its_webhooks() {
        TestWebhook webhook = webhook("MNG", "full");
        Eventually.retryOnBusy(() -> api.delete("/api/v1/auth/me")).requireStatus(204);
        assertThat(DATABASE.queryValue("SELECT count(*) FROM webhook_endpoint WHERE id::text = ?", webhook.id()))
                .isEqualTo("0");
    }

    private Map<String, Object> body(String country, String payload) {
        return TestWebhooks.body(receiver.url(), TestWebhooks.COMPETITIONS, payload, country);
    }

    private TestWebhook webhook(String country, String payload) {
        return webhooks.create(body(country, payload));
    }

    private TestWebhook activeWebhook(String country, String payload) {
        TestWebhook webhook = webhook(country, payload).activate();
        assertThat(receiver.await(1).get(0).type()).isEqualTo("ping");
        return webhook;
    }
}
