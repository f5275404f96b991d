package run.opentrack.tests.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.RawHttpClient.RawResponse;
import run.opentrack.tests.support.TestSuites;

/** Every documented example gets the documented response. */
@Isolated
class ExamplesTest {
    /** Responses that need faults, which would disturb other tests of the shared suite. */
    private static final Set<String> NOT_REPRODUCIBLE = Set.of(
            "unexpected",
            "broken_off",
            "unavailable",
            "no_answer",
            "too_many",
            "slowed",
            "in_flight",
            "meanwhile",
            "running",
            "taken_national_id",
            "taken_address",
            "last_superuser",
            "full_synchronization",
            "expired_change_token",
            "limit_reached",
            "not_active",
            "merged",
            "merged_pair",
            "proposed_pair",
            "expired_undo",
            "again");

    private final ExampleFixtures fixtures = new ExampleFixtures(TestSuites.shared());
    private final OpenApiDocument document = OpenApiDocument.of(fixtures.anonymous());

    @TestFactory
    Stream<DynamicTest> every_example_gets_the_documented_response() {
        return document.operations().stream()
                .map(operation -> dynamicTest(operation.toString(), () -> runExamples(operation)));
    }

    private void runExamples(OpenApiDocument.Operation operation) {
        List<String> differences = new ArrayList<>();
        for (String name : names(operation)) {
            if (NOT_REPRODUCIBLE.contains(name) || needsMail(operation, name)) {
                continue;
            }
            fixtures.prepare(document, operation, name);
            RawResponse response = new ExampleCall(fixtures, operation, name).send();
            differences.addAll(compare(operation, name, response));
        }
        assertThat(differences).isEmpty();
    }

    private List<String> compare(OpenApiDocument.Operation operation, String name, RawResponse response) {
        String what = operation + " " + name + ": ";
        OpenApiDocument.Documented documented = operation.responseExamples().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElse(null);
        if (documented == null) {
            return response.status() == 204
                    ? List.of()
                    : List.of(what + "204 is documented, " + response + " returned");
        }
        String status = documented.status();
        boolean other = status.equals("default");
        if (!other && !status.equals("" + response.status()) || other && response.status() < 400) {
            return List.of(what + status + " is documented, " + response + " returned");
        }
        List<String> differences = new ArrayList<>(headers(operation, status, response));
        differences.addAll(document.violations(documented.schema(), Json.read(response.body())));
        boolean inShape = response.status() < 400
                        && Set.of(
                                        "Exports",
                                        "Accounts of others",
                                        "API keys",
                                        "Redactions",
                                        "Duplicates",
                                        "Imports",
                                        "Webhooks")
                                .contains(operation.tag())
                || Set.of("listSigningKeys", "listNationalIds").contains(operation.id());
        differences.addAll(JsonShapeDiff.differences(documented.value(), Json.read(response.body()), inShape));
        return differences.stream().map(what::concat).toList();
    }

    private static List<String> headers(OpenApiDocument.Operation operation, String status, RawResponse response) {
        List<String> missing = new ArrayList<>();
        Set<String> documented = new LinkedHashSet<>();
        operation.responses().get(status).path("headers").fieldNames().forEachRemaining(documented::add);
        // Sent only where they apply.
        documented.removeAll(Set.of("Link", "Allow", "Duplicate-Check", "Content-Location", "Key-Expires"));
        for (String header : documented) {
            if (response.headers().get(header) == null) {
                missing.add("no header " + header);
            }
        }
        return missing;
    }

    /** Names of all examples, bodies first, as they build on each other. */
    private static Set<String> names(OpenApiDocument.Operation operation) {
        Set<String> names = new LinkedHashSet<>(
                operation.requestExamples("application/json").keySet());
        names.addAll(
                operation.requestExamples("application/x-www-form-urlencoded").keySet());
        operation.responseExamples().forEach(response -> names.add(response.name()));
        if (names.stream().allMatch(name -> isReproducible(operation, name))
                && operation.responses().containsKey("204")) {
            names.add("done");
        }
        return names;
    }

    /** The shared suite sends no e-mail. */
    private static boolean needsMail(OpenApiDocument.Operation operation, String name) {
        boolean byMail = Set.of(
                        "/api/v1/auth/password/forgotten", "/api/v1/auth/password/reset", "/api/v1/auth/confirmation")
                .contains(operation.path);
        boolean without = isReproducible(operation, name)
                && operation.responseExamples().stream()
                        .noneMatch(response -> response.name().equals(name)
                                && response.status().startsWith("2"));
        return byMail && !without;
    }

    private static boolean isReproducible(OpenApiDocument.Operation operation, String name) {
        return operation.responseExamples().stream()
                .anyMatch(response -> response.name().equals(name));
    }
}
