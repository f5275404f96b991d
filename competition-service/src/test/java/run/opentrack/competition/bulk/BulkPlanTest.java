package run.opentrack.competition.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import run.opentrack.database.security.Rights;
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

    private static List<Integer> steps(String... items) {
        BulkPlan plan = BulkPlan.of(
                CALLER,
                new Rights(CALLER.groups()),
                Stream.of(items)
                        .map(item -> BulkOperation.parse(item.getBytes(StandardCharsets.UTF_8)))
                        .toList());
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
