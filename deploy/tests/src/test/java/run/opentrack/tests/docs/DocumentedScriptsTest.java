package run.opentrack.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/**
 * The Python scripts of the reference documentation, read from that text, with host, credentials and ids replaced. Some
 * print nothing: their last response is printed after them.
 */
@Isolated
class DocumentedScriptsTest {
    private static final Path REFERENCE = TestSuites.repository().resolve("../shared/reference/api-documentation.txt");
    private static final Pattern PROSE = Pattern.compile("(?m)^(?:[A-Z][a-z]|API )");
    private static final String PRINT_RESPONSE = "\nprint(r.status_code)\nprint(r.text)\n";

    private static final int QUERY = 0;
    private static final int CREATE = 1;
    private static final int GET = 2;
    private static final int UPDATE = 3;
    private static final int DELETE = 4;
    private static final int TEST = 5;

    private final TestAccounts accounts = new TestAccounts(TestSuites.shared());
    private final TestAccounts.TestAccount admin = accounts.withGroups("ADMIN_MLT", "ADMIN_NOR");

    @TempDir
    private Path folder;

    @BeforeEach
    void requireReference() {
        assumeTrue(Files.exists(REFERENCE), "the reference documentation is not there: its scripts are left out");
        PythonInterpreter.assumeAvailable();
        String list = TestCompetitions.PATH + "?country=MLT&from_date=2021-05-08&to_date=2021-05-08";
        accounts.superuser().get(list).json().forEach(competition -> accounts.superuser()
                .delete(TestCompetitions.PATH + competition.get("id").asText()));
    }

    @Test
    void query_script_counts_the_competitions_of_malta() throws IOException {
        int count = admin.api()
                .get(TestCompetitions.PATH + "?country=MLT&from_date=2020-09-01")
                .json()
                .size();
        assertThat(run(script(QUERY, ""))).isEqualTo("Retrieved " + count + " competitions in Malta\n");
    }

    @Test
    void create_script_creates_then_is_refused_as_a_duplicate_then_overrides_it() throws IOException {
        String script = script(CREATE, UUID.randomUUID().toString());
        String first = run(script);
        assertThat(first).contains("status_code 201\n");
        JsonNode created = json(first);

        String second = run(script);
        assertThat(second).contains("status_code 409\n");
        JsonNode detail = json(second).get("detail");
        assertThat(detail.get("mathing_competitions")).containsExactly(created);

        String token = detail.get("override_token").asText();
        String third = run(script.replace("\"override_token\": None", "\"override_token\": \"" + token + "\""));
        assertThat(third).contains("status_code 201\n");
        assertThat(json(third).get("id")).isNotEqualTo(created.get("id"));
    }

    @Test
    void query_update_and_delete_scripts_work_on_a_known_competition() throws IOException {
        JsonNode known = admin.api()
                .post(TestCompetitions.PATH, TestCompetitions.small("MLT", "2021-07-01"))
                .json();
        String id = known.get("id").asText();
        assertThat(run(script(GET, id) + PRINT_RESPONSE)).isEqualTo("200\n" + known + "\n");
        assertThat(run(script(UPDATE, id) + PRINT_RESPONSE)).startsWith("200\n").contains("\"new_name\"");
        assertThat(run(script(DELETE, id) + PRINT_RESPONSE)).isEqualTo("204\n\n");
        assertThat(run(script(GET, id) + PRINT_RESPONSE)).startsWith("404\n");
    }

    @Test
    void test_script_gets_a_valid_competition() throws IOException {
        String printed = run(script(TEST, "") + PRINT_RESPONSE);
        assertThat(printed).startsWith("200\n");
        assertThat(json(printed).get("valid").asBoolean()).isTrue();
    }

    /** A script begins with its imports and ends where a line of prose begins. */
    private String script(int number, String id) throws IOException {
        String[] parts = Files.readString(REFERENCE).split("(?m)^(?=import requests)");
        String script = PROSE.split(parts[1 + number], 2)[0];
        return script.replaceAll(
                        "https://(test-)?api\\.opentrack\\.run",
                        accounts.anonymous().base())
                .replaceAll("(?m)^(EMAIL|PASSWORD) = .*$", "$1 = '<$1>'")
                .replace("<EMAIL>", admin.email())
                .replace("<PASSWORD>", TestAccounts.PASSWORD)
                .replaceAll("(comp_id = |\"id\": )\"[^\"]*\"", "$1\"" + id + "\"");
    }

    private String run(String script) {
        return PythonInterpreter.run(folder, Map.of(), List.of("-c", script));
    }

    private static JsonNode json(String printed) {
        return Json.read(printed.substring(printed.indexOf('{')));
    }
}
