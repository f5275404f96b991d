package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestAccounts.TestAccount;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Accounts of the shared suite, and assertions on responses. */
final class ContractFixture {
    static final TestAccounts ACCOUNTS = new TestAccounts(TestSuites.shared());
    static final ApiClient ANONYMOUS = ACCOUNTS.anonymous();
    static final ApiClient SUPERUSER = ACCOUNTS.superuser();
    /** An account without any group. */
    static final TestAccount READER = ACCOUNTS.withGroups();
    /** Admin of Estonia and Finland. */
    static final TestAccount ADMIN = ACCOUNTS.withGroups("ADMIN_EST", "ADMIN_FIN");

    private ContractFixture() {}

    /** Creates a competition, which must succeed. */
    static JsonNode create(Map<String, Object> competition) {
        Response response = SUPERUSER.post(TestCompetitions.PATH, competition);
        response.requireStatus(201);
        return response.json();
    }

    static String idOf(JsonNode competition) {
        return competition.get("id").asText();
    }

    static String pathOf(JsonNode competition) {
        return TestCompetitions.PATH + idOf(competition);
    }

    /** Requires a status and {@code detail} as text. */
    static void assertRejected(Response response, int status, String... detailParts) {
        response.requireStatus(status);
        assertThat(response.header("Content-Type")).startsWith("application/json");
        assertThat(response.json().fieldNames()).toIterable().containsExactly("detail");
        for (String part : detailParts) {
            assertThat(response.json().get("detail").asText()).contains(part);
        }
    }

    /** Requires 422 with exactly these locations: {@code body.date}, {@code query.limit}, … in any order. */
    static void assertInvalid(Response response, String... locations) {
        response.requireStatus(422);
        assertThat(response.header("Content-Type")).startsWith("application/json");
        JsonNode detail = response.json().get("detail");
        detail.forEach(
                violation -> assertThat(violation.fieldNames()).toIterable().containsExactly("loc", "msg", "type"));
        assertThat(texts(
                        detail,
                        violation -> violation.get("loc").get(0).asText() + "."
                                + violation.get("loc").path(1).asText()))
                .as(response.toString())
                .containsExactlyInAnyOrder(locations);
    }

    static List<String> texts(JsonNode array, java.util.function.Function<JsonNode, String> text) {
        return StreamSupport.stream(array.spliterator(), false).map(text).toList();
    }

    static List<String> namesOf(JsonNode competitions) {
        return texts(competitions, competition -> competition.get("full_name").asText());
    }
}
