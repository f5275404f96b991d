package run.opentrack.competition.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.idempotency.IdempotencyService.StoredResponse;
import run.opentrack.http.error.ApiException;

class IdempotencyServiceTest {
    private static final Instant NOW = Instant.parse("2026-05-02T12:00:00Z");
    private static final WriteResponse CREATED = new WriteResponse(201, "/api/v1/competitions/1", "e1", "{}");

    private final IdempotencyService service = new IdempotencyService(null, Clock.fixed(NOW, ZoneOffset.UTC));
    private final IdempotencyKey key = new IdempotencyKey(UUID.randomUUID(), "k1", "aa");

    @Test
    void a_new_key_has_nothing_to_replay() {
        assertThat(service.replay(key, StoredResponse.NONE)).isEmpty();
    }

    @Test
    void a_stored_response_is_replayed_unchanged() {
        assertThat(service.replay(key, stored("aa", Duration.ZERO))).contains(CREATED);
    }

    @Test
    void a_stored_response_is_replayed_for_24_hours() {
        assertThat(service.replay(key, stored("aa", Duration.ofHours(24)))).isPresent();
        assertThat(service.replay(key, stored("aa", Duration.ofHours(24).plusSeconds(1))))
                .isEmpty();
    }

    @Test
    void the_same_key_with_another_body_is_a_422() {
        assertStatus(422, () -> service.replay(key, stored("bb", Duration.ofHours(1))));
    }

    @Test
    void an_expired_key_may_be_used_with_another_body() {
        assertThat(service.replay(key, stored("bb", Duration.ofHours(25)))).isEmpty();
    }

    @Test
    void a_key_locked_by_another_transaction_is_a_409() {
        assertStatus(409, () -> service.replay(key, new StoredResponse(false, null, null, null)));
    }

    @Test
    void a_second_request_with_a_key_in_progress_is_a_409() {
        AtomicReference<UniEmitter<? super String>> first = new AtomicReference<>();
        List<String> done = new ArrayList<>();
        service.runExclusively(key, Uni.createFrom().<String>emitter(first::set))
                .subscribe()
                .with(done::add);
        assertStatus(409, () -> run(key));
        first.get().complete("first");
        assertThat(done).containsExactly("first");
        assertThat(run(key)).isEqualTo("second");
    }

    @Test
    void the_same_key_of_another_account_is_another_key() {
        service.runExclusively(key, Uni.createFrom().nothing()).subscribe().with(done -> {});
        assertThat(run(new IdempotencyKey(UUID.randomUUID(), "k1", "aa"))).isEqualTo("second");
    }

    @Test
    void a_failed_request_releases_its_key() {
        assertThatThrownBy(
                        () -> service.runExclusively(key, Uni.createFrom().failure(new IllegalStateException("failed")))
                                .await()
                                .indefinitely())
                .isInstanceOf(IllegalStateException.class);
        assertThat(run(key)).isEqualTo("second");
    }

    @Test
    void creates_without_a_key_send_no_query() {
        List<StoredResponse> found = service.lockAndFind(
                        (sql, parameters) -> Uni.createFrom().failure(new AssertionError(sql)),
                        Arrays.asList(null, null))
                .await()
                .indefinitely();
        assertThat(found).containsExactly(StoredResponse.NONE, StoredResponse.NONE);
    }

    @Test
    void rows_are_returned_in_the_order_of_the_keys() {
        Object[] second = {2, true, "aa", NOW.atOffset(ZoneOffset.UTC), 201, "/api/v1/competitions/1", "e1", "{}", null
        };
        Object[] first = {1, false, null, null, null, null, null, null, null};
        List<StoredResponse> found = service.lockAndFind(
                        (sql, parameters) -> Uni.createFrom().item(List.of(second, first)), List.of(key, key))
                .await()
                .indefinitely();
        assertThat(found.get(0).locked()).isFalse();
        assertThat(found.get(1).response()).isEqualTo(CREATED);
    }

    @Test
    void an_expired_response_is_deleted_before_the_new_one_is_inserted() {
        List<String> statements = new ArrayList<>();
        service.save(
                        (sql, parameters) -> Uni.createFrom().item(() -> {
                            statements.add(sql.strip().substring(0, 6));
                            return List.of();
                        }),
                        Map.of(key, CREATED))
                .await()
                .indefinitely();
        assertThat(statements).containsExactly("DELETE", "INSERT");
    }

    private String run(IdempotencyKey other) {
        return service.runExclusively(other, Uni.createFrom().item("second"))
                .await()
                .indefinitely();
    }

    private static StoredResponse stored(String bodySha256, Duration age) {
        return new StoredResponse(true, bodySha256, NOW.minus(age).atOffset(ZoneOffset.UTC), CREATED);
    }

    private static void assertStatus(int status, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ApiException.class, error -> assertThat(error.status())
                .isEqualTo(status));
    }
}
