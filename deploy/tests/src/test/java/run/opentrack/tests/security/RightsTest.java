package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Rights of every kind of caller for every operation. */
class RightsTest {
    private static final String SUPERUSER = "SUPERUSER";

    private static final TestAccounts accounts = new TestAccounts(TestSuites.shared());
    private static final TestAccounts.TestAccount account = accounts.withGroups();

    /** @param groups null for a caller without a valid token */
    private record TestCaller(ApiClient api, Set<String> groups) {}

    /**
     * @param country of its competition, null for none
     * @param needed all groups that it needs; SUPERUSER has every right
     */
    private record Operation(
            String name, String country, Set<String> needed, BiFunction<ApiClient, String, ApiClient.Response> act) {}

    @Test
    void an_operation_needs_its_groups_and_changes_nothing_without_them() {
        List<String> wrong = new ArrayList<>();
        List<Operation> operations = operations();
        Map<String, TestCaller> callers = callers();
        assertThat(operations.size() * callers.size()).isGreaterThan(200);
        for (Operation operation : operations) {
            callers.forEach((who, caller) -> check(who, caller, operation, wrong));
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ADMIN_est",
                "admin_EST",
                "ADMIN_EST,ADMIN_MLT",
                "ADMIN_EST,MLT",
                "ADMIN_GER",
                "ADMIN_E\u015eT",
                "ADMIN_\u0131RL",
                "ADM\u0130N_EST",
                "ADMIN_E\u200bST",
                "SUPER\u00a0USER",
                "superuser",
                "ADMIN_",
                "ADMIN_XXX",
                "ADMIN_*"
            })
    void an_unknown_group_is_422(String group) {
        String path = "/api/v1/auth/accounts/" + account.id() + "/groups/"
                + ApiClient.encode(group).replace("+", "%20");
        for (String method : List.of("PUT", "DELETE")) {
            ApiClient.Response response = accounts.superuser().send(method, path, null);
            response.requireStatus(422);
            assertThat(response.json().at("/detail/0/loc").toString()).isEqualTo("[\"path\",\"group\"]");
        }
        assertThat(account.api().get("/api/v1/auth/me").json().get("groups")).isEmpty();
    }

    private void check(String who, TestCaller caller, Operation operation, List<String> wrong) {
        String id = operation.country() == null ? null : competition(operation.country());
        String before = id == null
                ? ""
                : accounts.superuser().get(TestCompetitions.PATH + id).text();
        ApiClient.Response response = operation.act().apply(caller.api(), id);
        boolean anonymous = caller.groups() == null;
        boolean may = !anonymous
                && (caller.groups().contains(SUPERUSER) || caller.groups().containsAll(operation.needed()));
        boolean right = anonymous
                ? response.status() == 401
                : may
                        ? response.status() != 401 && response.status() != 403 && response.status() < 500
                        : response.status() == 403;
        if (!right) {
            wrong.add(who + " " + operation.name() + ": " + response);
        }
        if (!may
                && id != null
                && !accounts.superuser().get(TestCompetitions.PATH + id).text().equals(before)) {
            wrong.add(who + " " + operation.name() + ": it has changed");
        }
        if (!may && !response.json().path("detail").isTextual()) {
            wrong.add(who + " " + operation.name() + ": contains more than the reason: " + response);
        }
        if (response.status() == 403 && operation.needed().stream().noneMatch(response.text()::contains)) {
            wrong.add(who + " " + operation.name() + ": names no missing group: " + response);
        }
    }

    private String competition(String country) {
        return accounts.superuser()
                .post(TestCompetitions.PATH, TestCompetitions.small(country, "2081-04-0" + (1 + country.length())))
                .json()
                .get("id")
                .asText();
    }

    private Map<String, TestCaller> callers() {
        TestAccounts.TestAccount disabled = accounts.withGroups("ADMIN_EST", "ADMIN_MLT");
        accounts.superuser().patch("/api/v1/auth/accounts/" + disabled.id(), Map.of("enabled", false));
        Map<String, TestCaller> all = new LinkedHashMap<>();
        all.put("no token", new TestCaller(accounts.anonymous(), null));
        all.put(
                "account with a forged token",
                new TestCaller(accounts.anonymous().withToken("a.b.c"), null));
        all.put("an account", new TestCaller(account.api(), Set.of()));
        for (List<String> groups : List.of(
                List.of("ADMIN_EST"),
                List.of("ADMIN_MLT"),
                List.of("ADMIN_LVA"),
                List.of("ADMIN_EST", "ADMIN_MLT"),
                List.of(SUPERUSER))) {
            ApiClient api = accounts.withGroups(groups.toArray(String[]::new)).api();
            all.put(groups.toString(), new TestCaller(api, Set.copyOf(groups)));
        }
        return all;
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (String country : List.of("EST", "MLT")) {
            Set<String> needed = Set.of("ADMIN_" + country);
            String other = country.equals("EST") ? "MLT" : "EST";
            Set<String> both = Set.of("ADMIN_EST", "ADMIN_MLT");
            operations.add(new Operation(
                    "create " + country,
                    null,
                    needed,
                    (api, id) -> api.post(TestCompetitions.PATH, TestCompetitions.small(country, "2081-05-01"))));
            operations.add(new Operation(
                    "create a duplicate " + country,
                    country,
                    needed,
                    (api, id) -> api.post(TestCompetitions.PATH, copy(id))));
            operations.add(new Operation(
                    "override " + country,
                    country,
                    needed,
                    (api, id) -> api.post(TestCompetitions.PATH, overridden(id))));
            operations.add(new Operation(
                    "change " + country,
                    country,
                    needed,
                    (api, id) -> api.post(TestCompetitions.PATH + id, Map.of("city", "X"))));
            operations.add(new Operation(
                    "patch " + country,
                    country,
                    needed,
                    (api, id) -> api.patch(TestCompetitions.PATH + id, Map.of("city", "X"))));
            operations.add(new Operation(
                    "change nothing of " + country,
                    country,
                    needed,
                    (api, id) -> api.patch(TestCompetitions.PATH + id, Map.of())));
            operations.add(new Operation(
                    "delete " + country, country, needed, (api, id) -> api.delete(TestCompetitions.PATH + id)));
            operations.add(new Operation(
                    "history " + country,
                    country,
                    needed,
                    (api, id) -> api.get(TestCompetitions.PATH + id + "/history")));
            operations.add(new Operation(
                    "move to " + other,
                    country,
                    both,
                    (api, id) -> api.patch(TestCompetitions.PATH + id, Map.of("country_id", other))));
            operations.add(new Operation(
                    "move by post to " + other,
                    country,
                    both,
                    (api, id) -> api.post(TestCompetitions.PATH + id, Map.of("country_id", other))));
            String byNationalId = TestCompetitions.PATH + "by-national-id/" + country + "/2081/R";
            Map<String, Object> body = Map.of("full_name", TestCompetitions.newName(), "date", "2081-06-01");
            operations.add(new Operation(
                    "put by national id " + country, null, needed, (api, id) -> api.put(byNationalId + "1", body)));
            operations.add(new Operation(
                    "adopt " + country,
                    country,
                    needed,
                    (api, id) -> api.put(byNationalId + id + "?adopt=" + id, body)));
            operations.add(new Operation(
                    "patch by national id " + country,
                    null,
                    needed,
                    (api, id) -> api.patch(byNationalId + "1", Map.of("city", "X"))));
            operations.add(new Operation(
                    "delete by national id " + country, null, needed, (api, id) -> api.delete(byNationalId + "2")));
        }
        operations.add(new Operation("read", "EST", Set.of(), (api, id) -> api.get(TestCompetitions.PATH + id)));
        operations.add(new Operation("list", null, Set.of(), (api, id) -> api.get(TestCompetitions.PATH + "?limit=1")));
        operations.add(new Operation(
                "test",
                null,
                Set.of(),
                (api, id) -> api.post(TestCompetitions.PATH + "test", TestCompetitions.small("EST", "2081-05-01"))));
        String path = "/api/v1/auth/accounts/" + accounts.withGroups().id();
        Set<String> superuser = Set.of(SUPERUSER);
        operations.add(new Operation(
                "look up", null, superuser, (api, id) -> api.get("/api/v1/auth/accounts?email=" + account.email())));
        operations.add(new Operation("show", null, superuser, (api, id) -> api.get(path)));
        operations.add(
                new Operation("disable", null, superuser, (api, id) -> api.patch(path, Map.of("enabled", false))));
        operations.add(new Operation("grant", null, superuser, (api, id) -> api.put(path + "/groups/SUPERUSER")));
        operations.add(new Operation("take", null, superuser, (api, id) -> api.delete(path + "/groups/SUPERUSER")));
        operations.add(new Operation(
                "one-time password",
                null,
                superuser,
                (api, id) -> api.send("POST", path + "/one-time-password", null)));
        operations.add(
                new Operation("group requests", null, superuser, (api, id) -> api.get("/api/v1/auth/group-requests")));
        operations.add(new Operation("audit", null, superuser, (api, id) -> api.get("/api/v1/auth/audit")));
        operations.add(new Operation("export", null, superuser, (api, id) -> api.post("/api/v1/exports/", Map.of())));
        return operations;
    }

    private Map<String, Object> copy(String id) {
        var existing = accounts.superuser().get(TestCompetitions.PATH + id).json();
        return Map.of(
                "full_name",
                existing.get("full_name"),
                "country_id",
                existing.get("country_id"),
                "date",
                existing.get("date"));
    }

    /** Competition with a valid override token of another account. */
    private Map<String, Object> overridden(String id) {
        ApiClient.Response duplicate = accounts.superuser().post(TestCompetitions.PATH, copy(id));
        return TestCompetitions.with(
                copy(id), "override_token", duplicate.json().at("/detail/override_token"));
    }
}
