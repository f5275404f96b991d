package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;

class WriteQueueTest {
    /** Transactions in the order in which they are started, for the test to complete. */
    private final BlockingQueue<Started> started = new LinkedBlockingQueue<>();

    private final Vertx vertx = Vertx.vertx();
    private final WriteQueue queue = new WriteQueue(new StubBatch(), new StubChange(), new BulkLimiter(vertx), vertx);

    private record Started(
            List<CreateRequest> creates, List<ChangeRequest> changes, UniEmitter<? super List<WriteOutcome>> emitter) {
        List<String> names() {
            return creates.stream().map(create -> create.data().fullName()).toList();
        }

        void succeed() {
            emitter.complete(creates.stream().map(create -> outcome(create)).toList());
        }
    }

    private final class StubBatch extends CreateBatch {
        StubBatch() {
            super(null, null, null, null, null);
        }

        @Override
        Uni<List<WriteOutcome>> execute(List<CreateRequest> requests, Duration timeout) {
            return Uni.createFrom().emitter(emitter -> started.add(new Started(requests, List.of(), emitter)));
        }
    }

    private final class StubChange extends ChangeTransaction {
        StubChange() {
            super(null, null, null, null);
        }

        @Override
        Uni<WriteResponse> execute(ChangeRequest request, Duration timeout) {
            return Uni.createFrom()
                    .<List<WriteOutcome>>emitter(
                            emitter -> started.add(new Started(List.of(), List.of(request), emitter)))
                    .map(outcomes -> WriteResponse.DELETED);
        }

        @Override
        Uni<List<WriteOutcome>> execute(List<ChangeRequest> requests, Duration timeout) {
            return Uni.createFrom().emitter(emitter -> started.add(new Started(List.of(), requests, emitter)));
        }
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_create_for_an_idle_country_is_started_at_once() throws Exception {
        CompletableFuture<WriteResponse> response = submit(create("first", "EST"));
        next().succeed();
        assertThat(response.get(5, TimeUnit.SECONDS).body()).isEqualTo("first");
    }

    @Test
    void creates_that_arrive_during_a_transaction_share_the_next_one() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        submit(create("second", "EST"));
        submit(create("third", "EST"));
        assertThat(started.poll(100, TimeUnit.MILLISECONDS)).isNull();
        first.succeed();
        assertThat(next().names()).containsExactly("second", "third");
    }

    @Test
    void countries_do_not_wait_for_each_other() throws Exception {
        submit(create("first", "EST"));
        next();
        submit(create("second", "FIN"));
        assertThat(next().names()).containsExactly("second");
    }

    @Test
    void a_change_is_a_transaction_of_its_own_which_later_creates_do_not_overtake_twice() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        submit(create("second", "EST"));
        submit(change("EST"));
        submit(create("third", "EST"));
        first.succeed();
        Started creates = next();
        assertThat(creates.names()).containsExactly("second", "third");
        submit(create("fourth", "EST"));
        creates.succeed();
        assertThat(next().changes()).hasSize(1);
    }

    @Test
    void a_deferred_create_is_in_the_next_batch_before_later_ones() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        submit(create("second", "EST"));
        CompletableFuture<WriteResponse> deferred = submit(create("equal", "EST"));
        first.succeed();
        Started batch = next();
        submit(create("later", "EST"));
        batch.emitter().complete(List.of(outcome(batch.creates().get(0)), WriteOutcome.DEFERRED));
        Started last = next();
        assertThat(last.names()).containsExactly("equal", "later");
        last.succeed();
        assertThat(deferred.get(5, TimeUnit.SECONDS).body()).isEqualTo("equal");
    }

    @Test
    void a_rejected_row_fails_only_its_own_create() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        CompletableFuture<WriteResponse> bad = submit(create("bad", "EST"));
        CompletableFuture<WriteResponse> good = submit(create("good", "EST"));
        first.succeed();
        next().emitter().fail(new PgException("check", "ERROR", "23514", null));
        next().emitter().fail(new PgException("check", "ERROR", "23514", null));
        next().succeed();
        assertThat(good.get(5, TimeUnit.SECONDS).body()).isEqualTo("good");
        assertThat(bad).isCompletedExceptionally();
    }

    @Test
    void a_create_that_is_deferred_when_it_runs_by_itself_is_a_503() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        CompletableFuture<WriteResponse> deferred = submit(create("deferred", "EST"));
        CompletableFuture<WriteResponse> good = submit(create("good", "EST"));
        first.succeed();
        next().emitter().fail(new PgException("check", "ERROR", "23514", null));
        next().emitter().complete(List.of(WriteOutcome.DEFERRED));
        next().succeed();
        assertThat(status(deferred)).isEqualTo(503);
        assertThat(good.get(5, TimeUnit.SECONDS).body()).isEqualTo("good");
    }

    @Test
    void a_lost_connection_fails_the_whole_batch_without_a_second_attempt() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        List<CompletableFuture<WriteResponse>> batch =
                List.of(submit(create("second", "EST")), submit(create("third", "EST")));
        first.succeed();
        next().emitter().fail(new java.io.IOException("lost"));
        for (CompletableFuture<WriteResponse> response : batch) {
            assertThat(status(response)).isEqualTo(-1);
        }
        assertThat(started.poll(100, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void an_error_of_one_create_leaves_the_others_of_its_batch_alone() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        CompletableFuture<WriteResponse> forbidden = submit(create("forbidden", "EST"));
        CompletableFuture<WriteResponse> good = submit(create("good", "EST"));
        first.succeed();
        Started batch = next();
        batch.emitter()
                .complete(List.of(
                        WriteOutcome.of(ApiException.forbidden("no")),
                        outcome(batch.creates().get(1))));
        assertThat(status(forbidden)).isEqualTo(403);
        assertThat(good.get(5, TimeUnit.SECONDS).status()).isEqualTo(201);
    }

    @Test
    void a_create_that_waited_too_long_is_a_503_and_is_not_started() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        long arrived = System.nanoTime() - WriteTransaction.TIMEOUT.toNanos();
        CompletableFuture<WriteResponse> late = new CompletableFuture<>();
        queue.submit(create("late", "EST"), arrived).subscribe().with(late::complete, late::completeExceptionally);
        first.succeed();
        assertThat(status(late)).isEqualTo(503);
        assertThat(started.poll(100, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void a_batch_has_at_most_32_creates() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        for (int i = 0; i < 40; i++) {
            submit(create("n" + i, "EST"));
        }
        first.succeed();
        Started batch = next();
        assertThat(batch.creates()).hasSize(32);
        batch.succeed();
        assertThat(next().creates()).hasSize(8);
    }

    @Test
    void items_of_bulk_calls_are_behind_other_writes_but_in_at_least_every_third_batch() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        for (int i = 0; i < 50; i++) {
            submit(item("item" + i));
        }
        for (int i = 0; i < 80; i++) {
            submit(create("n" + i, "EST"));
        }
        first.succeed();
        Started others = next();
        assertThat(others.names()).hasSize(32).allMatch(name -> name.startsWith("n"));
        others.succeed();
        Started items = next();
        assertThat(items.names()).hasSize(16).allMatch(name -> name.startsWith("item"));
        items.succeed();
        assertThat(next().names()).startsWith("n32").hasSize(32);
    }

    @Test
    void items_of_bulk_calls_are_started_when_all_other_writes_have_expired() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        long arrived = System.nanoTime() - WriteTransaction.TIMEOUT.toNanos();
        queue.submit(create("late", "EST"), arrived).subscribe().with(response -> {}, failure -> {});
        submit(item("item"));
        first.succeed();
        assertThat(next().names()).containsExactly("item");
    }

    @Test
    void independent_changes_of_a_bulk_call_share_a_transaction() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        for (int i = 0; i < 3; i++) {
            submit(change("EST").withItem(new BulkCall.Item(call, i)));
        }
        submit(change("EST").withItem(new BulkCall.Item(new BulkCall(Duration.ofSeconds(30), "s", false), 0)));
        submit(item("item"));
        first.succeed();
        assertThat(next().changes()).hasSize(3);
    }

    @Test
    void few_countries_execute_items_at_the_same_time() throws Exception {
        List<String> countries = List.of("EST", "FIN", "LVA", "LTU", "MLT");
        for (String country : countries) {
            submit(create(country, country).withItem(new BulkCall.Item(call, 0)));
        }
        List<Started> first = List.of(next(), next(), next());
        assertThat(started.poll(100, TimeUnit.MILLISECONDS)).isNull();
        submit(create("single", "MLT"));
        next().succeed();
        first.get(0).succeed();
        next().succeed();
        next();
    }

    @Test
    void a_batch_of_items_alone_grows_while_it_is_fast() throws Exception {
        for (int i = 0; i < 300; i++) {
            submit(item("item" + i));
        }
        int last = 0;
        for (int left = 300; left > 0; left -= last) {
            Started batch = next();
            last = batch.creates().size();
            assertThat(last).isLessThanOrEqualTo(128);
            batch.succeed();
        }
        submit(create("single", "EST"));
        next();
    }

    @Test
    void a_full_queue_is_a_503_at_once_and_another_country_is_not_affected() throws Exception {
        CreateRequest create = create("same", "EST");
        List<CompletableFuture<WriteResponse>> responses = new ArrayList<>();
        for (int i = 0; i < 1_002; i++) {
            responses.add(submit(create));
        }
        assertThat(status(responses.get(1_001))).isEqualTo(503);
        next();
        submit(create("other", "FIN"));
        assertThat(next().names()).containsExactly("other");
    }

    @Test
    void a_batch_has_at_most_1_mib_unless_it_is_one_write() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        submit(create("large", "EST", 2 << 20));
        submit(create("small", "EST"));
        submit(create("half", "EST", 1 << 19));
        submit(create("most", "EST", 3 << 18));
        submit(create("rest", "EST", 1 << 18));
        first.succeed();
        Started large = next();
        assertThat(large.names()).containsExactly("large");
        large.succeed();
        Started batch = next();
        assertThat(batch.names()).containsExactly("small", "half", "rest");
        batch.succeed();
        assertThat(next().names()).containsExactly("most");
    }

    @Test
    void a_queue_is_full_at_4_mib_and_takes_writes_again_afterwards() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        CompletableFuture<WriteResponse> queued = submit(create("large", "EST", 3 << 20));
        CompletableFuture<WriteResponse> rejected = submit(create("too large", "EST", 2 << 20));
        assertThat(status(rejected)).isEqualTo(503);
        submit(create("other", "FIN", 3 << 20));
        assertThat(next().names()).containsExactly("other");
        first.succeed();
        next().succeed();
        assertThat(status(queued)).isEqualTo(201);
        submit(create("again", "EST", 3 << 20));
        assertThat(next().names()).containsExactly("again");
    }

    @Test
    void large_items_of_bulk_calls_do_not_fill_the_queue_of_single_writes() throws Exception {
        submit(create("first", "EST"));
        Started first = next();
        for (int i = 0; i < 3; i++) {
            submit(create("item" + i, "EST", 2 << 20).withItem(new BulkCall.Item(call, i)));
        }
        submit(create("single", "EST"));
        first.succeed();
        assertThat(next().names()).containsExactly("single");
    }

    @Test
    void all_queues_together_are_full_at_32_mib() throws Exception {
        for (String country : List.of("EST", "FIN", "LVA", "LTU", "MLT", "ESP", "DEU", "FRA")) {
            submit(create("in flight", country));
            next();
            submit(create("waiting", country, 4 << 20));
        }
        assertThat(status(submit(create("one more", "ITA")))).isEqualTo(503);
    }

    @Test
    void a_country_is_idle_before_its_first_write_and_some_time_after_a_batch() throws Exception {
        assertThat(queue.isIdle("EST")).isTrue();
        CompletableFuture<WriteResponse> response = submit(create("first", "EST"));
        Started batch = next();
        assertThat(queue.isIdle("EST")).isFalse();
        assertThat(queue.isIdle("FIN")).isTrue();
        batch.succeed();
        response.get(5, TimeUnit.SECONDS);
        Thread.sleep(200);
        assertThat(queue.isIdle("EST")).isTrue();
    }

    private Started next() throws InterruptedException {
        Started next = started.poll(5, TimeUnit.SECONDS);
        assertThat(next).as("a transaction is started").isNotNull();
        return next;
    }

    private CompletableFuture<WriteResponse> submit(WriteQueue.Request request) {
        CompletableFuture<WriteResponse> response = new CompletableFuture<>();
        queue.submit(request, System.nanoTime()).subscribe().with(response::complete, response::completeExceptionally);
        return response;
    }

    /** -1 for a failure that is no error response. */
    private static int status(CompletableFuture<WriteResponse> response) throws Exception {
        try {
            return response.get(5, TimeUnit.SECONDS).status();
        } catch (java.util.concurrent.ExecutionException e) {
            return e.getCause() instanceof ApiException error ? error.status() : -1;
        }
    }

    private static WriteOutcome outcome(CreateRequest create) {
        return WriteOutcome.of(new WriteResponse(201, null, null, create.data().fullName()));
    }

    private final BulkCall call = new BulkCall(Duration.ofSeconds(30), "r", false);

    private CreateRequest item(String name) {
        return create(name, "EST").withItem(new BulkCall.Item(call, 0));
    }

    private static CreateRequest create(String name, String country) {
        return create(name, country, 100);
    }

    private static CreateRequest create(String name, String country, int bytes) {
        return new CreateRequest(
                TestData.CALLER, TestData.data(name, country, "2027-05-01"), null, null, null, false, bytes, null);
    }

    private static ChangeRequest change(String country) {
        return new ChangeRequest(
                TestData.CALLER,
                UUID.randomUUID(),
                before -> before,
                null,
                null,
                Preconditions.NONE,
                null,
                false,
                country,
                new TreeSet<>(List.of(country)),
                100,
                null);
    }
}
