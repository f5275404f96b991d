package run.opentrack.acceptance.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Api.Answer;
import run.opentrack.acceptance.suite.Competitions;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.People.Person;
import run.opentrack.acceptance.suite.Suites;

/** The suite of the contract's tests, its people, and what every test of a sentence asks of an answer. */
final class Here {
    static final People PEOPLE = new People(Suites.shared());
    static final Api ANYBODY = PEOPLE.anybody();
    static final Api SUPERUSER = PEOPLE.superuser();
    /** An account without any group. */
    static final Person READER = PEOPLE.withGroups();
    /** Administers Estonia and Finland. */
    static final Person ADMIN = PEOPLE.withGroups("ADMIN_EST", "ADMIN_FIN");

    private Here() {}

    /** Registers a competition; it must succeed. */
    static JsonNode created(Map<String, Object> competition) {
        Answer answer = SUPERUSER.post(Competitions.PATH, competition);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.json();
    }

    static String idOf(JsonNode competition) {
        return competition.get("id").asText();
    }

    static String pathOf(JsonNode competition) {
        return Competitions.PATH + idOf(competition);
    }

    /** Status and {@code detail} as a text. */
    static void assertRefused(Answer answer, int status, String... detailParts) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.json().fieldNames()).toIterable().containsExactly("detail");
        for (String part : detailParts) {
            assertThat(answer.json().get("detail").asText()).contains(part);
        }
    }

    /** 422 with exactly these places: {@code body.date}, {@code query.limit}, … in any order. */
    static void assertInvalid(Answer answer, String... places) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        JsonNode detail = answer.json().get("detail");
        detail.forEach(
                violation -> assertThat(violation.fieldNames()).toIterable().containsExactly("loc", "msg", "type"));
        assertThat(texts(
                        detail,
                        violation -> violation.get("loc").get(0).asText() + "."
                                + violation.get("loc").path(1).asText()))
                .as(answer.toString())
                .containsExactlyInAnyOrder(places);
    }

    static List<String> texts(JsonNode array, java.util.function.Function<JsonNode, String> text) {
        return StreamSupport.stream(array.spliterator(), false).map(text).toList();
    }

    static List<String> namesOf(JsonNode competitions) {
        return texts(competitions, competition -> competition.get("full_name").asText());
    }
}
