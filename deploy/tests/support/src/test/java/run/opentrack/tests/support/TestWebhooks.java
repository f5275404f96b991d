package run.opentrack.tests.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Webhooks of an account. */
public record TestWebhooks(ApiClient api) {
    public static final String PATH = "/api/v1/webhooks";
    /** Events of competitions. */
    public static final List<String> COMPETITIONS = List.of("competition.stored", "competition.removed");

    /** Body of a create. */
    public static Map<String, Object> body(String url, List<String> events, String payload, String... countries) {
        return countries.length == 0
                ? Map.of("url", url, "events", events, "payload", payload)
                : Map.of("url", url, "events", events, "payload", payload, "countries", List.of(countries));
    }

    /** The first call after a start loads classes for seconds on a busy machine. */
    public static void warmUp(ApiClient api) {
        Eventually.within(60, () -> api.get(PATH).status() == 200);
        api.patch(PATH + "/" + UUID.randomUUID(), Map.of());
    }

    /** Adds a webhook that has not answered a ping yet, with full payload. */
    public TestWebhook create(String url, List<String> events, String... countries) {
        return create(body(url, events, "full", countries));
    }

    public TestWebhook create(Map<String, Object> body) {
        return new TestWebhook(
                api,
                Eventually.retryOnBusy(() -> api.post(PATH, body))
                        .requireStatus(201)
                        .json());
    }

    /** Deletes all webhooks; an erased account has none. */
    public void deleteAll() {
        ApiClient.Response listed = api.get(PATH);
        if (listed.status() == 200) {
            listed.json().forEach(webhook -> new TestWebhook(api, webhook).delete());
        }
    }

    /** @param created response to the create */
    public record TestWebhook(ApiClient api, JsonNode created) {
        public String id() {
            return created.get("id").asText();
        }

        public String path() {
            return PATH + "/" + id();
        }

        public String secret() {
            return created.get("secret").asText();
        }

        /** Sends a ping, and waits until it is answered. */
        public TestWebhook activate() {
            ping();
            awaitState("active");
            return this;
        }

        public void ping() {
            api.send("POST", path() + "/ping", null).requireStatus(202);
        }

        public ApiClient.Response sendAgain(String delivery) {
            return api.send("POST", path() + "/deliveries/" + delivery + "/again", null);
        }

        public String state() {
            return api.get(path()).json().get("state").asText();
        }

        public void awaitState(String state) {
            Eventually.within(30, () -> state().equals(state));
        }

        /** @param query with its question mark; empty for all */
        public JsonNode deliveries(String query) {
            return api.get(path() + "/deliveries" + query).requireStatus(200).json();
        }

        public void delete() {
            api.delete(path()).requireStatus(204);
        }
    }
}
