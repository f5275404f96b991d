package run.opentrack.tests.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.ExportRuns;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDuplicates;
import run.opentrack.tests.support.TestKeys;
import run.opentrack.tests.support.TestWebhooks;

/** Accounts and competitions that the documented examples refer to. */
final class ExampleFixtures {
    private static final String MARI = "mari@example.org";
    private static final String GROUP_REQUESTS = "/api/v1/auth/group-requests";
    private static final String MARI_ID = "2f0e6a3c-7f0f-4a3f-8f43-3f6f5b1f9a77";
    private static final String LISTED_MONTH = "2027-06";

    private static final Set<String> NAMES =
            Set.of("Kadriorg Evening Meet", "Nurmenuku Autumn Throws", "Tartu Ülikooli Kross");

    private final Suite suite;
    private final TestAccounts accounts;
    private final TestAccounts.TestAccount mari;
    private final TestAccounts.TestAccount unprivileged;
    private final String run;
    private final String redaction;
    private final String calendarImport;
    private String mariToken;
    private String otherCompetition;

    ExampleFixtures(Suite suite) {
        this.suite = suite;
        this.accounts = new TestAccounts(suite);
        eraseFormerMari();
        this.mari = accounts.create(MARI, "Mari Maasikas", "ADMIN_EST");
        this.mariToken = mari.token();
        this.unprivileged = accounts.withGroups();
        this.run = new ExportRuns(accounts.superuser()).run("").get("id").asText();
        this.redaction = finishedRedaction();
        this.calendarImport = finishedImport();
    }

    /** Erases the account of a former attempt. */
    private void eraseFormerMari() {
        JsonNode former = accounts.superuser()
                .get("/api/v1/auth/accounts?email=" + MARI)
                .json()
                .path(0);
        if (!former.isMissingNode()) {
            accounts.superuser()
                    .patch("/api/v1/auth/accounts/" + former.get("id").asText(), Map.of("enabled", true));
            accounts.anonymous()
                    .withToken(accounts.token(MARI, TestAccounts.PASSWORD))
                    .delete("/api/v1/auth/me");
        }
    }

    Suite suite() {
        return suite;
    }

    ApiClient anonymous() {
        return accounts.anonymous();
    }

    /** Token of an example's caller: a superuser, Mari, or an account that the example erases. */
    String tokenFor(OpenApiDocument.Operation operation, String name) {
        if (name.equals("no_superuser")) {
            return mariToken;
        }
        if (name.equals("no_admin")) {
            return unprivileged.token();
        }
        if (name.equals("api_key")) {
            return newKey("EST").get("key").asText();
        }
        if (Set.of("eraseMe", "changePassword").contains(operation.id())) {
            return accounts.withGroups().token();
        }
        boolean superuser = Set.of("Accounts of others", "Exports").contains(operation.tag());
        return superuser ? accounts.superuserToken() : mariToken;
    }

    /** Existing id in place of the documented one. */
    String idFor(OpenApiDocument.Operation operation, String name, String documented) {
        if (operation.id().equals("decideGroupRequest") && !name.startsWith("unknown")) {
            return openRequests().get(0).get("id").asText();
        }
        return switch (operation.tag()) {
            // A one-time password locks its account until it is used.
            case "Accounts of others" ->
                (operation.path.endsWith("one-time-password") ? accounts.withGroups() : mari)
                        .id()
                        .toString();
            case "API keys" -> name.equals("unknown_key") ? documented : keyFor(operation, name);
            case "Exports" -> run;
            case "Redactions" -> redaction;
            case "Imports" -> calendarImport;
            case "Webhooks" -> webhook();
            case "Duplicates" -> Set.of("undone_pair", "decided_pair").contains(name) ? decidedPair() : pair();
            default -> name.equals("duplicate") ? otherCompetition : documented;
        };
    }

    /** A new pair of equal competitions. */
    private String pair() {
        ApiClient api = accounts.anonymous().withToken(mariToken);
        Map<String, Object> competition = TestCompetitions.small("EST", "2027-02-03");
        require(api.post(TestCompetitions.PATH, competition), 201);
        TestCompetitions.createBeside(api, competition);
        return TestDuplicates.find(api, "EST", "open").get("id").asText();
    }

    private String decidedPair() {
        String pair = pair();
        require(accounts.superuser().post(TestDuplicates.PATH + "/" + pair, Map.of("same", false)), 200);
        return pair;
    }

    /** A new webhook with a ping that cannot be sent, the only one of Mari. */
    private String webhook() {
        TestWebhooks webhooks = new TestWebhooks(accounts.anonymous().withToken(mariToken));
        webhooks.deleteAll();
        TestWebhooks.TestWebhook webhook = webhooks.create("http://127.0.0.1:9/", List.of("competition.stored"), "EST");
        webhook.ping();
        return webhook.id();
    }

    private String keyFor(OpenApiDocument.Operation operation, String name) {
        boolean rotation = operation.id().equals("rotateApiKey");
        if (rotation && name.equals("other_country")) {
            String group = "/api/v1/auth/accounts/" + mari.id() + "/groups/ADMIN_LVA";
            accounts.superuser().put(group);
            String id = newKey("LVA").get("id").asText();
            accounts.superuser().delete(group);
            return id;
        }
        String id = newKey("EST").get("id").asText();
        if (rotation && name.equals("replaced")) {
            ApiClient api = accounts.anonymous().withToken(mariToken);
            require(api.post(TestKeys.PATH + "/" + id + "/rotate", Map.of("overlap_hours", 1)), 200);
        }
        return id;
    }

    /** A new API key, the only one of Mari. */
    private JsonNode newKey(String country) {
        ApiClient api = accounts.anonymous().withToken(mariToken);
        api.get(TestKeys.PATH)
                .json()
                .forEach(former -> require(
                        api.delete(TestKeys.PATH + "/" + former.get("id").asText()), 204));
        return TestKeys.create(api, Map.of("scopes", List.of("competitions:read"), "countries", List.of(country)));
    }

    /** Leaves Mari with one open request, or with none for the example that makes it. */
    private void prepareRequest(String name) {
        accounts.superuser().delete("/api/v1/auth/accounts/" + mari.id() + "/groups/ADMIN_MLT");
        openRequests().forEach(this::decline);
        if (!name.equals("requested")) {
            ApiClient api = accounts.anonymous().withToken(mariToken);
            Map<String, String> request = Map.of("group", "ADMIN_MLT", "message", "I keep the calendar of Malta.");
            require(api.post("/api/v1/auth/me/group-requests", request), 201);
        }
    }

    private List<JsonNode> openRequests() {
        JsonNode open = accounts.superuser().get(GROUP_REQUESTS).json();
        return StreamSupport.stream(open.spliterator(), false)
                .filter(request -> request.get("email").asText().equals(MARI))
                .toList();
    }

    private void decline(JsonNode request) {
        String path = GROUP_REQUESTS + "/" + request.get("id").asText();
        require(accounts.superuser().post(path, Map.of("granted", false)), 200);
    }

    /** Replaces the documented id of Mari. */
    String resolveIds(String head) {
        return head.replace(MARI_ID, mari.id().toString());
    }

    /** Creates the state that an example requires. */
    void prepare(OpenApiDocument document, OpenApiDocument.Operation operation, String name) {
        if (accounts.anonymous().withToken(mariToken).get("/api/v1/auth/me").status() != 200) {
            accounts.superuser().patch("/api/v1/auth/accounts/" + mari.id(), Map.of("enabled", true));
            mariToken = accounts.token(MARI, TestAccounts.PASSWORD);
        }
        if (operation.path.contains("group-requests")) {
            prepareRequest(name);
        }
        if (Set.of("Competitions", "API keys").contains(operation.tag())) {
            accounts.superuser().put("/api/v1/auth/accounts/" + mari.id() + "/groups/ADMIN_EST");
        }
        if (operation.id().equals("listDuplicates")) {
            pair();
        }
        if (operation.tag().equals("API keys")) {
            newKey("EST");
        }
        if (operation.tag().equals("Competitions")) {
            clear();
            if (!(operation.id().equals("createCompetition") && name.equals("whole"))) {
                create(document);
            }
        }
    }

    /** Deletes the competitions of earlier examples, and others in the month that the examples list. */
    private void clear() {
        JsonNode existing = accounts.superuser()
                .get(TestCompetitions.PATH + "?country=EST&from_date=2027-01-01&to_date=2028-12-31")
                .json();
        for (JsonNode competition : existing) {
            if (NAMES.contains(competition.get("full_name").asText())
                    || competition.get("date").asText().startsWith(LISTED_MONTH)) {
                accounts.superuser()
                        .delete(TestCompetitions.PATH + competition.get("id").asText());
            }
        }
    }

    private void create(OpenApiDocument document) {
        ApiClient api = accounts.anonymous().withToken(mariToken);
        JsonNode whole = document.root().at("/components/examples/NewCompetition/value");
        var withoutCity =
                whole.<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy().put("city", "");
        require(api.post(TestCompetitions.PATH, withoutCity), 201);
        require(api.patch(TestCompetitions.PATH + whole.get("id").asText(), Map.of("city", whole.get("city"))), 200);
        ApiClient.Response other = api.post(
                TestCompetitions.PATH,
                Map.of(
                        "full_name",
                        "Nurmenuku Autumn Throws",
                        "country_id",
                        "EST",
                        "city",
                        "Tallinn",
                        "date",
                        "2028-01-02"));
        require(other, 201);
        otherCompetition = other.json().get("id").asText();
    }

    private String finishedRedaction() {
        ApiClient api = accounts.anonymous().withToken(mariToken);
        String address = UUID.randomUUID() + "@example.org";
        Map<String, Object> competition = TestCompetitions.small("EST", "2027-02-02");
        competition.put("contact_details", address);
        require(api.post(TestCompetitions.PATH, competition), 201);
        ApiClient.Response requested = api.post("/api/v1/competitions/redactions", Map.of("email", address));
        require(requested, 202);
        Eventually.within(60, () -> !api.get(requested.header("Location"))
                .json()
                .get("finished_at")
                .isNull());
        return requested.json().get("id").asText();
    }

    private String finishedImport() {
        ApiClient api = accounts.anonymous().withToken(mariToken);
        byte[] file = "full_name,date\nKevadjooks,2027-05-18\nSügisjooks,8/9/2027\n".getBytes(StandardCharsets.UTF_8);
        ApiClient.Response requested = api.with("Content-Type", "text/csv")
                .send("POST", "/api/v1/imports?country=EST&source=examples&dry_run=true", file);
        require(requested, 202);
        Eventually.within(60, () -> api.get(requested.header("Location"))
                .json()
                .get("state")
                .asText()
                .equals("done"));
        return requested.json().get("id").asText();
    }

    private static void require(ApiClient.Response response, int status) {
        if (response.status() != status) {
            throw new IllegalStateException(status + " was expected: " + response);
        }
    }
}
