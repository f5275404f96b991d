package run.opentrack.acceptance.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Competitions;
import run.opentrack.acceptance.suite.Eventually;
import run.opentrack.acceptance.suite.People;
import run.opentrack.local.Suite;

/** The people and things that the examples of the document speak of. */
final class Cast {
    private static final String MARI = "mari@example.org";
    private static final String MARI_ID = "2f0e6a3c-7f0f-4a3f-8f43-3f6f5b1f9a77";
    private static final Set<String> NAMES =
            Set.of("Kadriorg Evening Meet", "Nurmenuku Autumn Throws", "Tartu Ülikooli Kross");

    private final Suite suite;
    private final People people;
    private final People.Person mari;
    private final People.Person stranger;
    private final String run;
    private String mariToken;
    private String otherCompetition;

    Cast(Suite suite) {
        this.suite = suite;
        this.people = new People(suite);
        eraseFormerMari();
        this.mari = people.withEmail(MARI, "Mari Maasikas", "ADMIN_EST");
        this.mariToken = mari.token();
        this.stranger = people.withGroups();
        this.run = finishedRun();
    }

    /** She is there where the test is tried again. */
    private void eraseFormerMari() {
        JsonNode former = people.superuser()
                .get("/api/v1/auth/accounts?email=" + MARI)
                .json()
                .path(0);
        if (!former.isMissingNode()) {
            people.superuser().patch("/api/v1/auth/accounts/" + former.get("id").asText(), Map.of("enabled", true));
            people.anybody().as(people.token(MARI, People.PASSWORD)).delete("/api/v1/auth/me");
        }
    }

    Suite suite() {
        return suite;
    }

    Api anybody() {
        return people.anybody();
    }

    /** Whose example it is: a superuser's, Mari's, or that of somebody who goes after it. */
    String tokenFor(Document.Operation operation, String name) {
        if (name.equals("no_superuser")) {
            return mariToken;
        }
        if (name.equals("no_admin")) {
            return stranger.token();
        }
        if (Set.of("eraseMe", "changePassword").contains(operation.id())) {
            return people.withGroups().token();
        }
        boolean superuser = Set.of("Accounts of others", "Exports").contains(operation.tag());
        return superuser ? people.superuserToken() : mariToken;
    }

    /** What really stands where the document has an id. */
    String idFor(Document.Operation operation, String name, String documented) {
        return switch (operation.tag()) {
            // Who gets a one-time password is locked out until they use it.
            case "Accounts of others" ->
                (operation.path.endsWith("one-time-password") ? people.withGroups() : mari)
                        .id()
                        .toString();
            case "Exports" -> run;
            default -> name.equals("duplicate") ? otherCompetition : documented;
        };
    }

    /** A request that names Mari by the id that she has. */
    String real(String head) {
        return head.replace(MARI_ID, mari.id().toString());
    }

    /** Brings about the state of things that an example supposes. */
    void takePlaces(Document document, Document.Operation operation, String name) {
        if (people.anybody().as(mariToken).get("/api/v1/auth/me").status() != 200) {
            people.superuser().patch("/api/v1/auth/accounts/" + mari.id(), Map.of("enabled", true));
            mariToken = people.token(MARI, People.PASSWORD);
        }
        if (operation.tag().equals("Competitions")) {
            people.superuser().put("/api/v1/auth/accounts/" + mari.id() + "/groups/ADMIN_EST");
            clear();
            if (!(operation.id().equals("createCompetition") && name.equals("whole"))) {
                create(document);
            }
        }
    }

    private void clear() {
        JsonNode there = people.superuser()
                .get(Competitions.PATH + "?country=EST&from_date=2027-01-01&to_date=2028-12-31")
                .json();
        for (JsonNode competition : there) {
            if (NAMES.contains(competition.get("full_name").asText())) {
                people.superuser()
                        .delete(Competitions.PATH + competition.get("id").asText());
            }
        }
    }

    private void create(Document document) {
        Api api = people.anybody().as(mariToken);
        JsonNode whole = document.root().at("/components/examples/NewCompetition/value");
        var withoutCity =
                whole.<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy().put("city", "");
        require(api.post(Competitions.PATH, withoutCity), 201);
        require(api.patch(Competitions.PATH + whole.get("id").asText(), Map.of("city", whole.get("city"))), 200);
        Api.Answer other = api.post(
                Competitions.PATH,
                Map.of("full_name", "Nurmenuku Autumn Throws", "country_id", "EST", "date", "2028-01-02"));
        require(other, 201);
        otherCompetition = other.json().get("id").asText();
    }

    private String finishedRun() {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        people.superuser().post("/api/v1/exports/", Map.of());
        while (Instant.now().isBefore(end)) {
            JsonNode latest = people.superuser().get("/api/v1/exports/").json().path(0);
            if (latest.hasNonNull("finished_at")) {
                return latest.get("id").asText();
            }
            Eventually.pause(50);
        }
        throw new IllegalStateException("no export finished");
    }

    private static void require(Api.Answer answer, int status) {
        if (answer.status() != status) {
            throw new IllegalStateException(status + " was expected: " + answer);
        }
    }
}
