package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.model.CompetitionData;

class UsedIdsTest {
    private static final UUID ID = UUID.randomUUID();
    private static final CompetitionData ESTONIAN = TestData.data("Cup", "EST", "2027-05-01");
    private static final CompetitionData LATVIAN = TestData.data("Cup", "LVA", "2027-05-01");

    @Test
    void an_id_stays_with_the_country_of_its_last_competition_and_continues_its_revisions() {
        UsedIds used = UsedIds.find(
                        (sql, parameters) -> Uni.createFrom().item(List.<Object[]>of(new Object[] {ID, "EST", 5})),
                        List.of(ESTONIAN.withId(ID)))
                .await()
                .indefinitely();
        assertThat(used.isOfOtherCountry(ESTONIAN.withId(ID))).isFalse();
        assertThat(used.isOfOtherCountry(LATVIAN.withId(ID))).isTrue();
        assertThat(used.isOfOtherCountry(LATVIAN.withId(UUID.randomUUID()))).isFalse();
        assertThat(used.isOfOtherCountry(LATVIAN)).isFalse();
        assertThat(used.revisions(ID)).isEqualTo(5);
        assertThat(used.revisions(UUID.randomUUID())).isZero();
    }

    @Test
    void creates_without_an_id_need_no_query() {
        TestData.RecordingExecutor sql = new TestData.RecordingExecutor();
        assertThat(UsedIds.find(sql, List.of(ESTONIAN)).await().indefinitely().revisions(ID))
                .isZero();
        assertThat(sql.statements).isEmpty();
        UsedIds.find(sql, List.of(ESTONIAN, LATVIAN.withId(ID))).await().indefinitely();
        assertThat((UUID[]) sql.parameters.get(0)[0]).containsExactly(ID);
    }
}
