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

/** Who may do what: every kind of caller tries every kind of call. */
class RightsTest {
    private static final String SUPERUSER = "SUPERUSER";

    private static final TestAccounts people = new TestAccounts(TestSuites.shared());
    private static final TestAccounts.TestAccount somebody = people.withGroups();

    /** @param groups null of one who is nobody */
    private record TestCaller(ApiClient api, Set<String> groups) {}

    /**
     * @param country of the competition that it is tried on, null for none
     * @param needed groups, all of them; SUPERUSER has every right
     */
    private record Operation(
            String name, String country, Set<String> needed, BiFunction<ApiClient, String, ApiClient.Response> act) {}

    @Test
    void only_who_has_the_groups_gets_through_and_nobody_else_leaves_a_trace() {
        List<String> wrong = new ArrayList<>();
        List<Operation> deeds = operations();
        Map<String, TestCaller> callers = callers();
        assertThat(deeds.size() * callers.size()).isGreaterThan(200);
        for (Operation deed : deeds) {
            callers.forEach((who, caller) -> check(who, caller, deed, wrong));
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
                "ADMIN_EST ",
                " SUPERUSER",
                "superuser",
                "ADMIN_",
                "ADMIN_XXX",
                "ADMIN_*"
            })
    void what_looks_like_a_group_is_none(String group) {
        String path = "/api/v1/auth/accounts/" + somebody.id() + "/groups/"
                + ApiClient.encode(group).replace("+", "%20");
        assertThat(people.superuser().put(path).status()).isEqualTo(422);
        assertThat(somebody.api().get("/api/v1/auth/me").json().get("groups")).isEmpty();
    }

    private void check(String who, TestCaller caller, Operation deed, List<String> wrong) {
        String id = deed.country() == null ? null : competition(deed.country());
        String before = id == null
                ? ""
                : people.superuser().get(TestCompetitions.PATH + id).text();
        ApiClient.Response answer = deed.act().apply(caller.api(), id);
        boolean nobody = caller.groups() == null;
        boolean may = !nobody
                && (caller.groups().contains(SUPERUSER) || caller.groups().containsAll(deed.needed()));
        boolean right = nobody
                ? answer.status() == 401
                : may
                        ? answer.status() != 401 && answer.status() != 403 && answer.status() < 500
                        : answer.status() == 403;
        if (!right) {
            wrong.add(who + " " + deed.name() + ": " + answer);
        }
        if (!may
                && id != null
                && !people.superuser().get(TestCompetitions.PATH + id).text().equals(before)) {
            wrong.add(who + " " + deed.name() + ": it has changed");
        }
        if (!may && !answer.json().path("detail").isTextual()) {
            wrong.add(who + " " + deed.name() + ": tells more than why: " + answer);
        }
    }

    private String competition(String country) {
        return people.superuser()
                .post(TestCompetitions.PATH, TestCompetitions.small(country, "2081-04-0" + (1 + country.length())))
                .json()
                .get("id")
                .asText();
    }

    private Map<String, TestCaller> callers() {
        TestAccounts.TestAccount gone = people.withGroups("ADMIN_EST", "ADMIN_MLT");
        people.superuser().patch("/api/v1/auth/accounts/" + gone.id(), Map.of("enabled", false));
        Map<String, TestCaller> all = new LinkedHashMap<>();
        all.put("nobody", new TestCaller(people.anonymous(), null));
        all.put(
                "somebody with a forged token",
                new TestCaller(people.anonymous().withToken("a.b.c"), null));
        all.put("an account", new TestCaller(somebody.api(), Set.of()));
        for (List<String> groups : List.of(
                List.of("ADMIN_EST"),
                List.of("ADMIN_MLT"),
                List.of("ADMIN_LVA"),
                List.of("ADMIN_EST", "ADMIN_MLT"),
                List.of(SUPERUSER))) {
            ApiClient api = people.withGroups(groups.toArray(String[]::new)).api();
            all.put(groups.toString(), new TestCaller(api, Set.copyOf(groups)));
        }
        return all;
    }

    private List<Operation> operations() {
        List<Operation> deeds = new ArrayList<>();
        for (String country : List.of("EST", "MLT")) {
            Set<String> needed = Set.of("ADMIN_" + country);
            String other = country.equals("EST") ? "MLT" : "EST";
            Set<String> both = Set.of("ADMIN_EST", "ADMIN_MLT");
            deeds.add(new Operation(
                    "create " + country,
                    null,
                    needed,
                    (api, id) -> api.post(TestCompetitions.PATH, TestCompetitions.small(country, "2081-05-01"))));
            deeds.add(new Operation(
                    "create a duplicate " + country,
                    country,
                    needed,
                    (api, id) -> api.post(TestCompetitions.PATH, copy(id))));
            deeds.add(new Operation(
                    "override " + country,
                    country,
                    needed,
                    (api, id) -> api.post(TestCompetitions.PATH, overridden(id))));
            deeds.add(new Operation(
                    "change " + country,
                    country,
                    needed,
                    (api, id) -> api.post(TestCompetitions.PATH + id, Map.of("city", "X"))));
            deeds.add(new Operation(
                    "patch " + country,
                    country,
                    needed,
                    (api, id) -> api.patch(TestCompetitions.PATH + id, Map.of("city", "X"))));
            deeds.add(new Operation(
                    "change nothing of " + country,
                    country,
                    needed,
                    (api, id) -> api.patch(TestCompetitions.PATH + id, Map.of())));
            deeds.add(new Operation(
                    "delete " + country, country, needed, (api, id) -> api.delete(TestCompetitions.PATH + id)));
            deeds.add(new Operation(
                    "history " + country,
                    country,
                    needed,
                    (api, id) -> api.get(TestCompetitions.PATH + id + "/history")));
            deeds.add(new Operation(
                    "move to " + other,
                    country,
                    both,
                    (api, id) -> api.patch(TestCompetitions.PATH + id, Map.of("country_id", other))));
            deeds.add(new Operation(
                    "move by post to " + other,
                    country,
                    both,
                    (api, id) -> api.post(TestCompetitions.PATH + id, Map.of("country_id", other))));
        }
        deeds.add(new Operation("read", "EST", Set.of(), (api, id) -> api.get(TestCompetitions.PATH + id)));
        deeds.add(new Operation("list", null, Set.of(), (api, id) -> api.get(TestCompetitions.PATH + "?limit=1")));
        deeds.add(new Operation(
                "test",
                null,
                Set.of(),
                (api, id) -> api.post(TestCompetitions.PATH + "test", TestCompetitions.small("EST", "2081-05-01"))));
        String account = "/api/v1/auth/accounts/" + people.withGroups().id();
        Set<String> superuser = Set.of(SUPERUSER);
        deeds.add(new Operation(
                "look up", null, superuser, (api, id) -> api.get("/api/v1/auth/accounts?email=" + somebody.email())));
        deeds.add(new Operation("show", null, superuser, (api, id) -> api.get(account)));
        deeds.add(new Operation("disable", null, superuser, (api, id) -> api.patch(account, Map.of("enabled", false))));
        deeds.add(new Operation("grant", null, superuser, (api, id) -> api.put(account + "/groups/SUPERUSER")));
        deeds.add(new Operation("take", null, superuser, (api, id) -> api.delete(account + "/groups/SUPERUSER")));
        deeds.add(new Operation("audit", null, superuser, (api, id) -> api.get("/api/v1/auth/audit")));
        deeds.add(new Operation("export", null, superuser, (api, id) -> api.post("/api/v1/exports/", Map.of())));
        return deeds;
    }

    private Map<String, Object> copy(String id) {
        var there = people.superuser().get(TestCompetitions.PATH + id).json();
        return Map.of(
                "full_name", there.get("full_name"), "country_id", there.get("country_id"), "date", there.get("date"));
    }

    /** With a token that is real, and another account's. */
    private Map<String, Object> overridden(String id) {
        ApiClient.Response duplicate = people.superuser().post(TestCompetitions.PATH, copy(id));
        return TestCompetitions.with(
                copy(id), "override_token", duplicate.json().at("/detail/override_token"));
    }
}
