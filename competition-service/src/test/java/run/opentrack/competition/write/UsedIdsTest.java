package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.duplicate.CandidateOverlay;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;

class UsedIdsTest {
    private static final UUID ID = UUID.randomUUID();
    private static final CompetitionData ESTONIAN = TestData.data("Cup", "EST", "2027-05-01");
    private static final CompetitionData LATVIAN = TestData.data("Cup", "LVA", "2027-05-01");

    @Test
    void an_id_stays_with_the_country_of_its_last_competition_and_continues_its_revisions() {
        UsedIds used = UsedIds.find(
                        (sql, parameters) -> Uni.createFrom().item(List.<Object[]>of(new Object[] {ID, "EST", 5})),
                        List.of(ESTONIAN.withId(ID)),
                        null)
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
    void an_id_that_a_dry_run_deletes_stays_with_its_country() {
        CandidateOverlay overlay = new CandidateOverlay();
        Competition deleted = TestData.stored(LATVIAN);
        overlay.put(TestData.stored(ESTONIAN));
        overlay.remove(deleted);
        UsedIds used = UsedIds.find(new TestData.RecordingExecutor(), List.of(ESTONIAN.withId(deleted.id)), overlay)
                .await()
                .indefinitely();
        DuplicateMatches none = DuplicateMatches.none();
        assertThat(used.addTo(none, ESTONIAN.withId(deleted.id)).ids()).hasSize(1);
        assertThat(used.addTo(none, LATVIAN.withId(deleted.id))).isSameAs(none);
    }

    @Test
    void creates_without_an_id_need_no_query() {
        TestData.RecordingExecutor sql = new TestData.RecordingExecutor();
        assertThat(UsedIds.find(sql, List.of(ESTONIAN), null)
                        .await()
                        .indefinitely()
                        .revisions(ID))
                .isZero();
        assertThat(sql.statements).isEmpty();
        UsedIds.find(sql, List.of(ESTONIAN, LATVIAN.withId(ID)), null).await().indefinitely();
        assertThat((UUID[]) sql.parameters.get(0)[0]).containsExactly(ID);
    }
}
