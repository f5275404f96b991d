package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** Requests with members that only the server may set. */
class MassAssignmentTest {
    private static final Map<String, Object> SERVER_MEMBERS = Map.ofEntries(
            Map.entry("created_by", "me"),
            Map.entry("version", 77),
            Map.entry("revision", 77),
            Map.entry("name_key", "sent"),
            Map.entry("nameKey", "sent"),
            Map.entry("place_key", "sent"),
            Map.entry("distinct_key", "sent"),
            Map.entry("groups", new String[] {"SUPERUSER"}),
            Map.entry("is_deleted", true),
            Map.entry("rendered", "sent"),
            Map.entry("etag", "sent"),
            Map.entry("search_terms", new String[] {"sent"}),
            Map.entry("age_group_parts", new String[] {"sent"}),
            Map.entry("created_at", "1999-01-01T00:00:00Z"),
            Map.entry("updated_at", "1999-01-01T00:00:00Z"));

    private final Suite suite = TestSuites.shared();
    private final TestAccounts accounts = new TestAccounts(suite);
    private final TestDatabase database = new TestDatabase(suite);

    @Test
    void unknown_members_change_no_column_of_a_competition() {
        ApiClient api = accounts.withGroups("ADMIN_EST").api();
        Map<String, Object> sent = new LinkedHashMap<>(TestCompetitions.small("EST", "2082-01-01"));
        sent.putAll(SERVER_MEMBERS);
        ApiClient.Response created = api.post(TestCompetitions.PATH, sent);
        created.requireStatus(201);
        String path = TestCompetitions.PATH + created.json().get("id").asText();
        requireServerValues(created, 1);
        String before = row(created);
        ApiClient.Response changed = api.patch(path, SERVER_MEMBERS);
        assertThat(changed.text()).isEqualTo(created.text());
        requireServerValues(changed, 2);
        JsonNode was = Json.read(before.getBytes());
        JsonNode is = Json.read(row(changed).getBytes());
        is.fields().forEachRemaining(column -> {
            if (!column.getKey().equals("revision") && !column.getKey().equals("updated_at")) {
                assertThat(column.getValue()).as(column.getKey()).isEqualTo(was.get(column.getKey()));
            }
        });
    }

    @Test
    void a_sign_up_sets_neither_groups_nor_the_id() {
        String id = UUID.randomUUID().toString();
        ApiClient.Response response = accounts.anonymous()
                .post(
                        "/api/v1/auth/signup",
                        Map.of(
                                "email",
                                UUID.randomUUID() + "@example.org",
                                "password",
                                TestAccounts.PASSWORD,
                                "full_name",
                                "A Person",
                                "groups",
                                new String[] {"SUPERUSER"},
                                "id",
                                id,
                                "enabled",
                                false,
                                "token_version",
                                9));
        response.requireStatus(201);
        assertThat(response.json().get("groups")).isEmpty();
        assertThat(response.json().get("id").asText()).isNotEqualTo(id);
        assertThat(response.json().get("enabled").asBoolean()).isTrue();
    }

    @Test
    void a_change_of_an_account_sets_enabled_only() {
        TestAccounts.TestAccount account = accounts.withGroups("ADMIN_EST");
        ApiClient.Response response = accounts.superuser()
                .patch(
                        "/api/v1/auth/accounts/" + account.id(),
                        Map.of(
                                "enabled",
                                true,
                                "groups",
                                new String[] {"SUPERUSER"},
                                "email",
                                "x@example.org",
                                "full_name",
                                "X"));
        assertThat(response.json().get("groups").toString()).isEqualTo("[\"ADMIN_EST\"]");
        assertThat(response.json().get("email").asText()).isEqualTo(account.email());
        assertThat(response.json().get("full_name").asText()).isEqualTo("A Person");
    }

    private void requireServerValues(ApiClient.Response response, int revision) {
        String row = row(response);
        assertThat(row).doesNotContain("\"sent\"", "1999-01-01");
        assertThat(Json.read(row.getBytes()).get("revision").asInt()).isBetween(1, revision);
    }

    private String row(ApiClient.Response response) {
        return database.queryValue(
                "SELECT to_jsonb(c)::text FROM competition c WHERE id = ?::uuid",
                response.json().get("id").asText());
    }
}
