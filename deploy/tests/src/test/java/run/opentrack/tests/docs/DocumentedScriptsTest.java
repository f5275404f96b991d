package run.opentrack.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestAccounts.TestAccount;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/**
 * The scripts of the documentation, to the letter but for host, e-mail, password and ids, against the suite. Some print
 * nothing: what they got is then printed behind them.
 */
class DocumentedScriptsTest {
    private static final String CREATED = "Created competiton with status_code ";
    private static final String DOCUMENTED_ID = "ef59d4b4-4d16-49ae-b824-7a23e8a0027d";
    private static final String KNOWN_ID = "868aadc8-f9bb-49bc-952f-25c16eadb69e";
    private static final String SHOW = "print(r.status_code)\nprint(r.text)\n";

    private final TestAccounts people = new TestAccounts(TestSuites.shared());
    private final TestAccount admin = people.withGroups("ADMIN_MLT", "ADMIN_NOR");

    @TempDir
    private Path folder;

    @BeforeEach
    void deleteCompetitions() {
        for (String day : new String[] {"2021-05-08", "2027-05-08"}) {
            String list = TestCompetitions.PATH + "?country=MLT&from_date=" + day + "&to_date=" + day;
            people.superuser().get(list).json().forEach(competition -> people.superuser()
                    .delete(TestCompetitions.PATH + competition.get("id").asText()));
        }
    }

    @Test
    void query_script_counts_the_competitions_of_malta() {
        int many = admin.api()
                .get(TestCompetitions.PATH + "?country=MLT&from_date=2020-09-01")
                .json()
                .size();
        assertThat(run(script("query_competitions"))).isEqualTo("Retrieved " + many + " competitions in Malta\n");
    }

    @Test
    void create_script_creates_then_meets_the_documented_duplicate_then_overrides_it() {
        String id = UUID.randomUUID().toString();
        String script = script("create_competition").replace(DOCUMENTED_ID, id);
        String first = run(script);
        assertThat(first).startsWith(CREATED + "201\n");
        JsonNode created = json(first);
        assertThat(created.get("id").asText()).isEqualTo(id);
        assertThat(created.get("slug").asText()).isEqualTo("malta-inter-meet");
        assertThat(created).hasSize(26);

        String second = run(script);
        assertThat(second).startsWith(CREATED + "409\n");
        JsonNode detail = json(second).get("detail");
        assertThat(detail.fieldNames()).toIterable().containsExactly("error", "override_token", "mathing_competitions");
        assertThat(detail.get("error").asText()).isEqualTo("A competition with the same name and date exists");
        assertThat(detail.get("mathing_competitions")).containsExactly(created);

        String token = detail.get("override_token").asText();
        String third = run(script.replace("\"override_token\": None", "\"override_token\": \"" + token + "\""));
        assertThat(third).startsWith(CREATED + "201\n");
        assertThat(json(third).get("id").asText()).isNotEqualTo(id);
        assertThat(json(third).get("slug").asText()).isEqualTo("malta-inter-meet-2");
        assertThat(json(third).get("override_token").isNull()).isTrue();
    }

    @Test
    void query_update_and_delete_scripts_work_on_a_known_competition() {
        JsonNode known = admin.api()
                .post(TestCompetitions.PATH, TestCompetitions.small("MLT", "2021-07-01"))
                .json();
        String id = known.get("id").asText();
        assertThat(run(script("query_competition").replace(KNOWN_ID, id) + SHOW))
                .isEqualTo("200\n" + known + "\n");
        String updated = run(script("update_competition").replace(KNOWN_ID, id) + SHOW);
        assertThat(updated).startsWith("200\n");
        assertThat(json(updated).get("full_name").asText()).isEqualTo("new_name");
        assertThat(run(script("delete_competition").replace(KNOWN_ID, id) + SHOW))
                .isEqualTo("204\n\n");
        assertThat(run(script("query_competition").replace(KNOWN_ID, id) + SHOW))
                .startsWith("404\n");
    }

    @Test
    void test_script_is_told_that_its_competition_is_valid() {
        String printed = run(script("test_competition") + SHOW);
        assertThat(printed).startsWith("200\n");
        assertThat(json(printed).get("valid").asBoolean()).isTrue();
        assertThat(json(printed).get("competition").get("full_name").asText()).isEqualTo("Trond Mohn Games");
    }

    @Test
    void example_scripts_do_what_they_say() throws IOException {
        Path examples = TestSuites.repository().resolve("deploy/examples");
        for (String name : new String[] {
            "authorise_api", "get_competitions", "create_competition_and_calendar_entries",
            "update_competition", "delete_competition", "test_competition"
        }) {
            Files.copy(examples.resolve(name + ".py"), folder.resolve(name + ".py"));
        }
        Files.writeString(
                folder.resolve("secrets.py"),
                "EMAIL = '" + admin.email() + "'\nPASSWORD = '" + TestAccounts.PASSWORD + "'\n");
        assertThat(example("-c", "import authorise_api; authorise_api.example_test()"))
                .matches("Retrieved \\d+ competitions in Malta\n");
        String first = example("create_competition_and_calendar_entries.py");
        assertThat(first).startsWith("Created competition with status_code 201\n");
        String id = json(first).get("id").asText();
        assertThat(example("create_competition_and_calendar_entries.py", "--override"))
                .contains("status_code 409", "override_token", "status_code 201");
        assertThat(example("get_competitions.py")).contains("Valletta Evening Meeting  " + id);
        assertThat(example("get_competitions.py", id)).startsWith("200\n").contains("\"city\": \"Marsa\"");
        assertThat(example("update_competition.py", id, "Grand Harbour Throws Gala"))
                .startsWith("Updated competition with status_code 200\n")
                .contains("Grand Harbour Throws Gala");
        assertThat(example("delete_competition.py", id)).isEqualTo("Deleted competition with status_code 204\n");
        assertThat(example("test_competition.py"))
                .startsWith("Tested competition with status_code 200\n")
                .contains("\"valid\": true");
    }

    private String example(String... arguments) {
        return PythonInterpreter.run(
                folder, Map.of("OPENTRACK_HOST", people.anonymous().base()), arguments);
    }

    private String script(String name) {
        try (InputStream text = getClass().getResourceAsStream("/documentation/" + name + ".py")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll(
                            "https://(test-)?api\\.opentrack\\.run",
                            people.anonymous().base())
                    .replace("<your email>", admin.email())
                    .replace("<your password>", TestAccounts.PASSWORD);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String run(String script) {
        return PythonInterpreter.run(folder, Map.of(), "-c", script);
    }

    /** The JSON behind the first line. */
    private static JsonNode json(String printed) {
        return Json.read(printed.substring(printed.indexOf('{')));
    }
}
