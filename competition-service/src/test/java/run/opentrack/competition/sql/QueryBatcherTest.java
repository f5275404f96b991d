package run.opentrack.competition.sql;

import static org.assertj.core.api.Assertions.assertThat;

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
        CountDownLatch told = new CountDownLatch(2);
        long begin = System.nanoTime();
        vertx.runOnContext(on -> {
            batcher.submit("first").onFailure(failure -> told.countDown());
            vertx.setTimer(50, later -> batcher.submit("behind it").onFailure(failure -> told.countDown()));
        });
        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(2 * FAILURE_DELAY_MILLIS));
    }

    @Test
    void queries_of_one_event_loop_turn_share_a_batch() throws InterruptedException {
        BlockingQueue<List<String>> asked = new LinkedBlockingQueue<>();
        QueryBatcher<String, String> sharing = new QueryBatcher<>(3, TIMEOUT, questions -> {
            asked.add(questions);
            return Future.succeededFuture(questions);
        });
        vertx.runOnContext(on -> List.of("a", "b", "c", "d").forEach(sharing::submit));
        assertThat(asked.poll(10, TimeUnit.SECONDS)).containsExactly("a", "b", "c");
        assertThat(asked.poll(10, TimeUnit.SECONDS)).containsExactly("d");
    }

    @Test
    void a_batch_that_cannot_be_sent_does_not_block_the_next() throws InterruptedException {
        QueryBatcher<String, String> strict = new QueryBatcher<>(1, TIMEOUT, questions -> {
            if (questions.contains("broken")) {
                throw new IllegalStateException("cannot be put");
            }
            return Future.succeededFuture(questions);
        });
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        vertx.runOnContext(on -> {
            strict.submit("broken").onFailure(failure -> told.add(failure.getMessage()));
            strict.submit("whole").onSuccess(told::add);
        });
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("cannot be put");
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("whole");
    }

    private Future<List<String>> failLate(List<String> questions) {
        Promise<List<String>> answers = Promise.promise();
        vertx.setTimer(FAILURE_DELAY_MILLIS, late -> answers.fail("no connection"));
        return answers.future();
    }
}
