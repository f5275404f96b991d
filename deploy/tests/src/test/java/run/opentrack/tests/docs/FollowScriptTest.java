package run.opentrack.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.Follower;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** The copy of deploy/examples/follow.py, of a country that no other test uses. */
@ResourceLock("change_epoch")
class FollowScriptTest {
    private static final String COUNTRY = "FSM";
    private static final Path SCRIPT = TestSuites.repository().resolve("deploy/examples/follow.py");

    private final TestDatabase database = new TestDatabase(TestSuites.shared());
    private final TestAccounts.TestAccount editor =
            new TestAccounts(TestSuites.shared()).withGroups("ADMIN_" + COUNTRY);

    @TempDir
    private Path folder;

    @Test
    void a_copy_is_resumed_and_made_anew_when_its_token_is_too_old() throws Exception {
        PythonInterpreter.assumeAvailable();
        assertThat(Files.readAllLines(SCRIPT)).hasSizeLessThanOrEqualTo(40);
        String deleted = create();
        create();
        follow();
        assertCopied(2);

        editor.api().delete(TestCompetitions.PATH + deleted).requireStatus(204);
        create();
        follow();
        assertCopied(2);

        String lost = create();
        follow();
        database.update("DELETE FROM competition WHERE id = CAST(? AS uuid)", lost);
        database.update("DELETE FROM competition_removal WHERE country_id = ?", COUNTRY);
        String before = database.queryValue("SELECT purged_before FROM change_epoch");
        ApiClient api = editor.api();
        String changes = TestCompetitions.PATH + "changes?country=" + COUNTRY + "&since=";
        String token = api.get(changes + "now").json().get("next").asText();
        try {
            database.update("UPDATE change_epoch SET purged_before = now()");
            Eventually.within(5, () -> api.get(changes + token).status() == 410);
            follow();
            assertCopied(2);
        } finally {
            database.update("UPDATE change_epoch SET purged_before = CAST(? AS timestamptz)", before);
        }
    }

    private String create() {
        return editor.api()
                .post(TestCompetitions.PATH, TestCompetitions.small(COUNTRY, "2031-01-01"))
                .requireStatus(201)
                .json()
                .get("id")
                .asText();
    }

    private void follow() throws Exception {
        Map<String, String> environment =
                Map.of("OPENTRACK_HOST", editor.api().base(), "OPENTRACK_KEY", editor.token());
        PythonInterpreter.run(folder, environment, List.of(SCRIPT.toString(), "copy.sqlite", "--once", COUNTRY));
    }

    private void assertCopied(int size) throws Exception {
        String print = "import json, sqlite3; print(json.dumps([json.loads(row[0]) for row in"
                + " sqlite3.connect('copy.sqlite').execute('SELECT json FROM competition')]))";
        Map<String, String> copy = new TreeMap<>();
        for (JsonNode competition : Json.read(
                PythonInterpreter.run(folder, Map.of(), List.of("-c", print)).getBytes())) {
            copy.put(competition.get("id").asText(), competition.toString());
        }
        assertThat(copy).hasSize(size).isEqualTo(Follower.listed(editor.api(), "?country=" + COUNTRY));
    }
}
