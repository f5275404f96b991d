package run.opentrack.tests.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.CompetitionCopies;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestDuplicates;
import run.opentrack.tests.support.TestSuites;

/** The command that renders competitions anew after a release with other rules, in a country that no other test uses. */
class RenderingTest {
    private static final Suite SUITE = TestSuites.shared();
    private static final TestDatabase DATABASE = new TestDatabase(SUITE);
    private static final String COUNTRY = "MHL";
    private static final String LIST = TestCompetitions.PATH + "?limit=1000&q=aube&country=" + COUNTRY;
    /** The copies hold the JSON of the original, as rows of an older rendering would hold another one. */
    private static final int COPIES = 1_000;

    private final ApiClient api = new TestAccounts(SUITE).superuser();

    @AfterEach
    void removeCompetitions() {
        CompetitionCopies.remove(DATABASE, COUNTRY);
    }

    @Test
    void rows_of_an_older_release_follow_the_new_rules_although_the_command_was_killed() throws Exception {
        Map<String, Object> competition = TestCompetitions.small(COUNTRY, "2030-05-01");
        competition.put("full_name", "Meeting d'Athlétisme de l'Aube");
        String id = CompetitionCopies.of(api, DATABASE, competition, COPIES);
        String etag = api.get(TestCompetitions.PATH + id).header("ETag");
        DATABASE.update(
                "UPDATE competition SET search_terms = '{meeting,dathletisme,de,laube}' WHERE country_id = ?", COUNTRY);
        DATABASE.update("UPDATE rendering_pass SET version = 'of an older release'");
        String changed = changedVersions();
        Response before = api.get(LIST);
        assertThat(before.json()).isEmpty();

        try (Connection lock = DATABASE.connect()) {
            // The command waits for the last competition, so that it cannot end before it is killed.
            lock.setAutoCommit(false);
            lock.createStatement()
                    .execute("SELECT FROM competition WHERE country_id = '" + COUNTRY
                            + "' ORDER BY id DESC LIMIT 1 FOR UPDATE");
            Process killed = SUITE.startRendering();
            Eventually.within(60, () -> renderedAnew() > 0);
            killed.destroyForcibly().waitFor();
            assertThat(renderedAnew()).isBetween(1, COPIES);
        }

        assertThat(SUITE.startRendering().waitFor()).isZero();
        assertThat(renderedAnew()).isEqualTo(COPIES + 1);
        Response after = api.with("If-None-Match", before.header("ETag")).get(LIST);
        after.requireStatus(200);
        assertThat(after.json()).hasSize(1_000);
        assertThat(count("rendered::json->>'id' <> id::text")).isZero();
        assertThat(count("revision = 2")).isEqualTo(COPIES);
        assertThat(changedVersions()).as("followers read nothing anew").isEqualTo(changed);
        assertThat(api.get(TestCompetitions.PATH + id).header("ETag")).isEqualTo(etag);
        assertThat(DATABASE.query("SELECT revision FROM competition WHERE id = '" + id + "'"))
                .containsExactly(List.of("1"));
    }

    @Test
    void rows_that_an_older_release_writes_after_the_pass_are_rendered_by_the_next_one() throws Exception {
        String id = CompetitionCopies.of(api, DATABASE, TestCompetitions.small(COUNTRY, "2030-05-02"), 0);
        assertThat(SUITE.startRendering().waitFor()).isZero();
        DATABASE.update("UPDATE competition SET search_terms = '{}', updated_at = now() WHERE id = '" + id + "'");
        assertThat(SUITE.startRendering().waitFor()).isZero();
        assertThat(count("search_terms = '{}'")).isZero();
    }

    /** A hundred of them, half a page by their number, do not fit into the memory of the command. */
    @Test
    void rows_with_events_of_before_their_limit_are_read_in_smaller_pages() throws Exception {
        Map<String, Object> competition = TestCompetitions.small(COUNTRY, "2030-05-03");
        competition.put("events", List.of(Map.of("a", "x")));
        CompetitionCopies.of(api, DATABASE, competition, TestSuites.isFullRun() ? 300 : 120);
        DATABASE.update(
                "UPDATE competition SET events = replace(events, '\"x\"', '\"' || repeat('x', 948 * 1024) || '\"'),"
                        + " rendered = replace(rendered, '\"a\":\"x\"', '\"a\":\"' || repeat('x', 948 * 1024) || '\"')"
                        + " WHERE country_id = ?",
                COUNTRY);
        DATABASE.update("UPDATE rendering_pass SET version = 'of an older release'");
        assertThat(SUITE.startRendering().waitFor()).isZero();
        assertThat(count("rendered::json->>'id' <> id::text")).isZero();
    }

    @Test
    void a_merged_competition_that_an_import_may_name_follows_the_new_rules() throws Exception {
        Map<String, Object> competition = TestCompetitions.small(COUNTRY, "2030-05-04");
        JsonNode kept =
                api.post(TestCompetitions.PATH, competition).requireStatus(201).json();
        JsonNode merged = TestCompetitions.createBeside(api, competition);
        String pair = TestDuplicates.pathOf(TestDuplicates.find(api, COUNTRY, "open", kept, merged));
        api.post(pair, Map.of("same", true, "keep", kept.get("id").asText())).requireStatus(200);
        String key = keyOfMerged(merged);
        DATABASE.update("UPDATE merged_competition SET name_key = 'of an older release' WHERE country_id = ?", COUNTRY);
        DATABASE.update("UPDATE rendering_pass SET version = 'of an older release'");
        assertThat(SUITE.startRendering().waitFor()).isZero();
        assertThat(keyOfMerged(merged)).isEqualTo(key).doesNotContain("older");
        api.post(pair + "/undo", Map.of()).requireStatus(200);
    }

    private static String keyOfMerged(JsonNode merged) {
        return DATABASE.queryValue(
                "SELECT name_key FROM merged_competition WHERE id = ?::uuid",
                merged.get("id").asText());
    }

    private static String changedVersions() {
        return DATABASE.queryValue(
                "SELECT min(changed_version) || ' ' || max(changed_version) FROM competition WHERE country_id = ?",
                COUNTRY);
    }

    private static int renderedAnew() {
        return count("'aube' = ANY(search_terms)");
    }

    private static int count(String condition) {
        return Integer.parseInt(
                DATABASE.queryValue("SELECT count(*) FROM competition WHERE country_id = ? AND " + condition, COUNTRY));
    }
}
