package run.opentrack.tests.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestSuites;

/** Rules of the OpenAPI document itself. */
class OpenApiDocumentTest {
    private static final List<String> MEMBERS = List.of(
            ("full_name short_name slug name_local country_id address city venue_id latitude longitude altitude date"
                            + " finish_date wa_rankings_category_id age_groups national_id basic_description contact_details"
                            + " organiser_id website entry_link results_link override_token id year events")
                    .split(" "));

    private final OpenApiDocument document = OpenApiDocument.of(new TestAccounts(TestSuites.shared()).anonymous());

    @Test
    void it_is_openapi_3_1_with_a_password_flow_for_swagger() {
        assertThat(document.root().get("openapi").asText()).startsWith("3.1");
        JsonNode flow = document.root().at("/components/securitySchemes/OAuth2PasswordBearer/flows/password");
        assertThat(flow.get("tokenUrl").asText()).isEqualTo("/api/v1/auth/token");
    }

    @Test
    void every_path_is_the_public_one() {
        assertThat(document.operations()).hasSizeGreaterThan(20).allSatisfy(operation -> assertThat(operation.path)
                .startsWith("/api/v1/"));
    }

    @Test
    void a_competition_has_its_26_members_in_order() {
        for (String schema : List.of("NewCompetition", "CompetitionChange", "Competition")) {
            List<String> names = new ArrayList<>();
            document.root()
                    .at("/components/schemas/" + schema + "/properties")
                    .fieldNames()
                    .forEachRemaining(names::add);
            assertThat(names).isEqualTo(MEMBERS);
        }
    }

    @Test
    void every_response_has_its_request_id_and_every_error_an_example() {
        for (OpenApiDocument.Operation operation : document.operations()) {
            operation.responses().forEach((status, response) -> {
                assertThat(response.path("headers").has("X-Request-Id"))
                        .as(operation + " " + status)
                        .isTrue();
                JsonNode json = response.path("content").path("application/json");
                boolean bodyless = Set.of("204", "304").contains(status);
                assertThat(json.path("examples").isEmpty())
                        .as(operation + " " + status + " has no example")
                        .isEqualTo(bodyless);
            });
            operation.responses().entrySet().stream()
                    .filter(response -> response.getKey().startsWith("2"))
                    .forEach(response -> assertThat(
                                    response.getValue().path("headers").has("Key-Expires"))
                            .as(operation + " " + response.getKey() + " announces the end of a key")
                            .isEqualTo(operation.acceptsKeys()));
            assertThat(operation.responses().keySet()).contains("429", "500", "502", "503", "504", "default");
            assertThat(operation.responses().containsKey("401") || !operation.needsToken())
                    .isTrue();
        }
    }

    @Test
    void every_example_of_a_response_is_valid_by_its_schema() {
        for (OpenApiDocument.Operation operation : document.operations()) {
            for (OpenApiDocument.Documented response : operation.responseExamples()) {
                assertThat(document.violations(response.schema(), response.value()))
                        .as(operation + " " + response.status() + " " + response.name())
                        .isEmpty();
            }
        }
    }

    @Test
    void every_example_of_a_request_leads_to_one_documented_response() {
        for (OpenApiDocument.Operation operation : document.operations()) {
            Set<String> sent = new LinkedHashSet<>(
                    operation.requestExamples("application/json").keySet());
            sent.addAll(operation
                    .requestExamples("application/x-www-form-urlencoded")
                    .keySet());
            for (String name : sent) {
                long responses = operation.responseExamples().stream()
                        .filter(response -> response.name().equals(name))
                        .count();
                boolean without = operation.responses().containsKey("204");
                assertThat(responses).as(operation + " " + name).isBetween(without ? 0L : 1L, 1L);
            }
        }
    }
}
