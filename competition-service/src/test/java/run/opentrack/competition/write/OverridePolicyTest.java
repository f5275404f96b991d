package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.duplicate.CandidateRows;
import run.opentrack.competition.duplicate.DuplicateFinder;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.duplicate.MatchFeatures;
import run.opentrack.competition.duplicate.OverrideTokenService;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.http.error.ApiException;

class OverridePolicyTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final UUID ACCOUNT = UUID.randomUUID();
    private static final Set<UUID> MATCHES = Set.of(UUID.randomUUID(), UUID.randomUUID());
    private static final CompetitionData DATA = TestData.data("Spring Cup", "EST", "2027-05-01");

    private final OverrideTokenService tokens = tokens(NOW);
    private final Vertx vertx = Vertx.vertx();
    private final DuplicateFinder duplicates = new DuplicateFinder(vertx);
    private final OverridePolicy policy = new OverridePolicy(tokens, duplicates);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void without_a_token_nothing_is_covered() {
        assertThat(policy.coveredMatches(null, ACCOUNT, DATA)).isEmpty();
    }

    @Test
    void a_token_covers_the_matches_it_was_issued_for() {
        assertThat(policy.coveredMatches(tokens.issue(ACCOUNT, DATA, MATCHES), ACCOUNT, DATA))
                .isEqualTo(MATCHES);
    }

    @Test
    void a_token_of_another_account_is_a_422() {
        String token = tokens.issue(UUID.randomUUID(), DATA, MATCHES);
        requireInvalid(() -> policy.coveredMatches(token, ACCOUNT, DATA));
    }

    @Test
    void a_token_for_other_content_is_a_422() {
        String token = tokens.issue(ACCOUNT, TestData.data("Autumn Cup", "EST", "2027-05-01"), MATCHES);
        requireInvalid(() -> policy.coveredMatches(token, ACCOUNT, DATA));
    }

    @Test
    void an_expired_token_is_a_422() {
        String token = tokens(NOW.minus(Duration.ofDays(4))).issue(ACCOUNT, DATA, MATCHES);
        requireInvalid(() -> policy.coveredMatches(token, ACCOUNT, DATA));
    }

    @Test
    void a_text_that_is_no_token_is_a_422() {
        requireInvalid(() -> policy.coveredMatches("a.b.c", ACCOUNT, DATA));
    }

    @Test
    void a_conflict_has_a_token_that_is_valid_for_the_same_request() throws Exception {
        WriteResponse conflict = responses(2, "{}").get(0).orElseThrow();
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.location()).isNull();
        String token = new ObjectMapper()
                .readTree(conflict.body())
                .at("/detail/override_token")
                .asText();
        assertThat(policy.coveredMatches(token, ACCOUNT, DATA)).hasSize(1);
    }

    @Test
    void conflicts_behind_8_mib_of_responses_are_not_answered() {
        List<Optional<WriteResponse>> responses = responses(32, "x".repeat(1_000_000));
        assertThat(responses).hasSize(32);
        assertThat(responses.subList(0, 8)).allMatch(Optional::isPresent);
        assertThat(responses.subList(9, 32)).allMatch(Optional::isEmpty);
    }

    /** Responses to conflicts that each have one match with this JSON. */
    private List<Optional<WriteResponse>> responses(int count, String json) {
        Object[] row = CandidateRows.of(UUID.randomUUID(), "spring cup", DATA.date());
        DuplicateFinder.Candidates candidates =
                new DuplicateFinder.Candidates(List.of(MatchFeatures.of(DATA)), List.of(List.<Object[]>of(row)));
        DuplicateMatches matches =
                duplicates.score(candidates, n -> true).await().indefinitely().matches(0);
        SqlExecutor sql =
                (statement, parameters) -> Uni.createFrom().item(List.<Object[]>of(new Object[] {row[0], json}));
        return policy.responses(sql, Collections.nCopies(count, new OverridePolicy.Conflict(ACCOUNT, DATA, matches)))
                .await()
                .indefinitely();
    }

    private static void requireInvalid(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ApiException.class, error -> assertThat(error.status())
                .isEqualTo(422));
    }

    static OverrideTokenService tokens(Instant now) {
        OverrideTokenService.Config config = new OverrideTokenService.Config() {
            @Override
            public String key() {
                return Base64.getUrlEncoder().encodeToString("k".repeat(40).getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public Duration lifetime() {
                return Duration.ofDays(3);
            }
        };
        return new OverrideTokenService(config, Clock.fixed(now, ZoneOffset.UTC));
    }
}
