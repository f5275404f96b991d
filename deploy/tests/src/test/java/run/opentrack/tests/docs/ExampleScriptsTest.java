package run.opentrack.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** The scripts of deploy/examples. */
@Isolated
class ExampleScriptsTest {
    private final TestAccounts accounts = new TestAccounts(TestSuites.shared());
    private final TestAccounts.TestAccount admin = accounts.withGroups("ADMIN_MLT", "ADMIN_NOR");

    @TempDir
    private Path folder;

    @BeforeEach
    void deleteCompetitions() {
        String list = TestCompetitions.PATH + "?country=MLT&from_date=2027-05-08&to_date=2027-05-08";
        accounts.superuser().get(list).json().forEach(competition -> accounts.superuser()
                .delete(TestCompetitions.PATH + competition.get("id").asText()));
    }

    @Test
    void example_scripts_print_their_results() throws IOException {
        PythonInterpreter.assumeAvailable();
        try (var examples = Files.newDirectoryStream(TestSuites.repository().resolve("deploy/examples"), "*.py")) {
            for (Path example : examples) {
                Files.copy(example, folder.resolve(example.getFileName()));
            }
        }
        Files.writeString(
                folder.resolve("secrets.py"),
                "EMAIL = '" + admin.email() + "'\nPASSWORD = '" + TestAccounts.PASSWORD + "'\n");
        assertThat(run("-c", "import authorise_api; authorise_api.example_test()"))
                .matches("Retrieved \\d+ competitions in Malta\n");
        String first = run("create_competition_and_calendar_entries.py");
        assertThat(first).startsWith("Created competition with status_code 201\n");
        String id = Json.read(first.substring(first.indexOf('{'))).get("id").asText();
        assertThat(run("create_competition_and_calendar_entries.py", "--override"))
                .contains("status_code 409", "override_token", "status_code 201");
        assertThat(run("get_competitions.py")).contains("Valletta Evening Meeting  " + id);
        assertThat(run("get_competitions.py", id)).startsWith("200\n").contains("\"city\": \"Marsa\"");
        assertThat(run("update_competition.py", id, "Grand Harbour Throws Gala"))
                .startsWith("Updated competition with status_code 200\n")
                .contains("Grand Harbour Throws Gala");
        assertThat(run("put_by_national_id.py", "MAL/17", "Grand Harbour Throws Gala", "--adopt"))
                .contains("status_code 409", "status_code 200", "\"national_id\": \"MAL/17\"", id);
        assertThat(run("put_by_national_id.py", "MAL/17", "Grand Harbour Throws Gala"))
                .startsWith("Put competition with status_code 200\n");
        assertThat(run("delete_competition.py", id)).isEqualTo("Deleted competition with status_code 204\n");
        assertThat(run("test_competition.py"))
                .startsWith("Tested competition with status_code 200\n")
                .contains("\"valid\": true");
    }

    private String run(String... arguments) {
        return PythonInterpreter.run(
                folder, Map.of("OPENTRACK_HOST", accounts.anonymous().base()), List.of(arguments));
    }
}
