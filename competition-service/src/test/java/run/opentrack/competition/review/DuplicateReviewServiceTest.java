package run.opentrack.competition.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import run.opentrack.http.error.ApiException;

class DuplicateReviewServiceTest {
    private final DuplicateReviewService service = new DuplicateReviewService(null, null, null, null);
    private final List<UniEmitter<? super String>> transactions = new ArrayList<>();

    private Uni<String> decide() {
        return service.withPermit(Uni.createFrom().emitter(transactions::add));
    }

    @Test
    void a_decision_has_its_permit_until_its_transaction_ends_though_the_client_disconnects() {
        for (int n = 0; n < DuplicateReviewService.MAX_IN_PROGRESS; n++) {
            decide().subscribe().with(decided -> {}).cancel();
        }
        assertThatThrownBy(() -> decide().await().atMost(Duration.ofSeconds(1)))
                .isInstanceOfSatisfying(
                        ApiException.class, error -> assertThat(error.status()).isEqualTo(503));

        transactions.get(0).complete("");
        transactions.get(1).fail(new IllegalStateException());
        decide().subscribe().with(decided -> {});
        decide().subscribe().with(decided -> {});
        assertThat(transactions).hasSize(DuplicateReviewService.MAX_IN_PROGRESS + 2);
    }
}
