package run.opentrack.competition.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryBatcherTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final long FAILURE_DELAY_MILLIS = 800;

    private final Vertx vertx = Vertx.vertx();
    private final QueryBatcher<String, String> batcher = new QueryBatcher<>(32, TIMEOUT, this::failLate);

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void queries_behind_a_late_failure_wait_no_longer_than_the_timeout() throws InterruptedException {
        CountDownLatch failed = new CountDownLatch(2);
        long begin = System.nanoTime();
        vertx.runOnContext(ignored -> {
            batcher.submit("first").onFailure(failure -> failed.countDown());
            vertx.setTimer(50, fired -> batcher.submit("behind it").onFailure(failure -> failed.countDown()));
        });
        assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(2 * FAILURE_DELAY_MILLIS));
    }

    @Test
    void queries_of_one_event_loop_turn_share_a_batch() throws InterruptedException {
        BlockingQueue<List<String>> sent = new LinkedBlockingQueue<>();
        QueryBatcher<String, String> sharing = new QueryBatcher<>(3, TIMEOUT, queries -> {
            sent.add(queries);
            return Future.succeededFuture(queries);
        });
        vertx.runOnContext(ignored -> List.of("a", "b", "c", "d").forEach(sharing::submit));
        assertThat(sent.poll(10, TimeUnit.SECONDS)).containsExactly("a", "b", "c");
        assertThat(sent.poll(10, TimeUnit.SECONDS)).containsExactly("d");
    }

    @Test
    void a_batch_that_cannot_be_sent_does_not_block_the_next() throws InterruptedException {
        QueryBatcher<String, String> strict = new QueryBatcher<>(1, TIMEOUT, queries -> {
            if (queries.contains("broken")) {
                throw new IllegalStateException("cannot be sent");
            }
            return Future.succeededFuture(queries);
        });
        BlockingQueue<String> results = new LinkedBlockingQueue<>();
        vertx.runOnContext(ignored -> {
            strict.submit("broken").onFailure(failure -> results.add(failure.getMessage()));
            strict.submit("whole").onSuccess(results::add);
        });
        assertThat(results.poll(10, TimeUnit.SECONDS)).isEqualTo("cannot be sent");
        assertThat(results.poll(10, TimeUnit.SECONDS)).isEqualTo("whole");
    }

    @Test
    void a_result_arrives_in_the_context_of_its_caller() throws InterruptedException {
        QueryBatcher<String, String> echo = new QueryBatcher<>(32, TIMEOUT, Future::succeededFuture);
        BlockingQueue<Boolean> same = new LinkedBlockingQueue<>();
        vertx.runOnContext(ignored -> {
            Context caller = Vertx.currentContext();
            echo.submit("query").onSuccess(result -> same.add(Vertx.currentContext() == caller));
        });
        assertThat(same.poll(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_batch_without_a_result_fails_after_the_timeout_and_the_next_is_sent() throws InterruptedException {
        BlockingQueue<String> results = new LinkedBlockingQueue<>();
        QueryBatcher<String, String> unresponsive = new QueryBatcher<>(
                32,
                Duration.ofMillis(100),
                queries -> queries.contains("lost")
                        ? Promise.<List<String>>promise().future()
                        : Future.succeededFuture(queries));
        vertx.runOnContext(ignored -> unresponsive.submit("lost").onFailure(failure -> {
            results.add(failure.getClass().getSimpleName());
            unresponsive.submit("next").onSuccess(results::add);
        }));
        assertThat(results.poll(10, TimeUnit.SECONDS)).isEqualTo("TimeoutException");
        assertThat(results.poll(10, TimeUnit.SECONDS)).isEqualTo("next");
    }

    private Future<List<String>> failLate(List<String> queries) {
        Promise<List<String>> results = Promise.promise();
        vertx.setTimer(FAILURE_DELAY_MILLIS, fired -> results.fail("no connection"));
        return results.future();
    }
}
