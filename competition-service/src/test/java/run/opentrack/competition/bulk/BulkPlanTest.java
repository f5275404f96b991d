package run.opentrack.competition.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import run.opentrack.database.security.Rights;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/** Division of a bulk call into steps whose items do not depend on each other. */
class BulkPlanTest {
    private static final String ID = "ebd3ec4b-4782-41ca-9895-3c298971c711";
    private static final AccessToken CALLER =
            new AccessToken(UUID.randomUUID(), Set.of("ADMIN_EST", "ADMIN_FIN"), 1, "k", 0);

    @Test
    void digest_of_a_key_has_the_same_options_in_all_releases() {
        assertThat(new BulkService.Options(false, true, false, 1 << 20).identity())
                .isEqualTo("Options[dryRun=false, atomic=true, full=false, maxBytes=1048576]");
    }

    @Test
    void items_of_one_kind_are_a_step() {
        assertThat(steps(create("EST", ""), create("FIN", ""), "{}", create("EST", id(ID)), upsert("EST", "1", "")))
                .containsExactly(4, 1);
    }

    @Test
    void equal_ids_and_national_ids_are_in_different_steps() {
        assertThat(steps(create("EST", id(ID)), create("FIN", id(ID)))).containsExactly(1, 1);
        assertThat(steps(upsert("EST", "1", ""), upsert("EST", "2", ""), upsert("EST", "1", "")))
                .containsExactly(2, 1);
        assertThat(steps(upsert("EST", "1", id(ID)), upsert("FIN", "1", id(ID))))
                .containsExactly(1, 1);
        assertThat(steps(delete(), delete())).containsExactly(1, 1);
    }

    @Test
    void a_move_to_another_country_is_a_step_by_itself() {
        String move =
                "{\"op\":\"update\",\"id\":\"" + UUID.randomUUID() + "\",\"competition\":{\"country_id\":\"FIN\"}}";
        assertThat(steps(delete(), move, move.replace("FIN", "EST"))).containsExactly(1, 1, 1);
    }

    @Test
    void what_was_executed_requires_its_right_once_more() {
        UUID changed = UUID.randomUUID();
        List<BulkOperation> operations = operations(
                create("EST", ""), create("LVA", ""), "{\"op\":\"delete\",\"id\":\"" + changed + "\"}", "{}");
        List<Integer> statuses = List.of(201, 403, 204, 422);
        BulkPlan plan = plan(Set.of("ADMIN_EST"), operations);
        plan.requireRights(statuses, Map.of());
        plan.requireRights(statuses, Map.of(changed, "EST"));
        assertForbidden("ADMIN_FIN", () -> plan.requireRights(statuses, Map.of(changed, "FIN")));
        assertForbidden("ADMIN_EST", () -> plan(Set.of("ADMIN_LVA"), operations).requireRights(statuses, Map.of()));
    }

    private static void assertForbidden(String group, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class, error -> assertThat(error.status()).isEqualTo(403))
                .hasMessageContaining(group);
    }

    private static List<BulkOperation> operations(String... items) {
        return Stream.of(items)
                .map(item -> BulkOperation.parse(item.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private static BulkPlan plan(Set<String> groups, List<BulkOperation> operations) {
        return BulkPlan.of(CALLER, new Rights(groups), operations);
    }

    private static List<Integer> steps(String... items) {
        BulkPlan plan = plan(CALLER.groups(), operations(items));
        List<Integer> sizes = new ArrayList<>();
        for (int first = 0; first < items.length; first += sizes.get(sizes.size() - 1)) {
            sizes.add(plan.stepFrom(first).size());
        }
        return sizes;
    }

    private static String create(String country, String members) {
        return "{\"full_name\":\"Cup\",\"country_id\":\"%s\",\"date\":\"2027-05-01\"%s}".formatted(country, members);
    }

    private static String upsert(String country, String nationalId, String members) {
        String competition = create(country, ",\"national_id\":\"" + nationalId + "\"" + members);
        return "{\"op\":\"upsert\",\"competition\":" + competition + "}";
    }

    private static String delete() {
        return "{\"op\":\"delete\",\"id\":\"" + ID + "\"}";
    }

    private static String id(String id) {
        return ",\"id\":\"" + id + "\"";
    }
}
