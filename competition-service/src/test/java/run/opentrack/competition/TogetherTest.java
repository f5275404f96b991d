package run.opentrack.competition;

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

class TogetherTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long UNTIL_IT_FAILS_MILLIS = 800;

    private final Vertx vertx = Vertx.vertx();
    private final Together<String, String> together = new Together<>(32, PATIENCE, this::failLate);

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void who_waits_behind_a_question_that_fails_late_waits_no_longer_than_the_patience() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(2);
        long begin = System.nanoTime();
        vertx.runOnContext(on -> {
            together.ask("first").onFailure(failure -> told.countDown());
            vertx.setTimer(50, later -> together.ask("behind it").onFailure(failure -> told.countDown()));
        });
        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isLessThan(Duration.ofMillis(2 * UNTIL_IT_FAILS_MILLIS));
    }

    @Test
    void who_comes_in_the_same_turn_shares_a_question() throws InterruptedException {
        BlockingQueue<List<String>> asked = new LinkedBlockingQueue<>();
        Together<String, String> sharing = new Together<>(3, PATIENCE, questions -> {
            asked.add(questions);
            return Future.succeededFuture(questions);
        });
        vertx.runOnContext(on -> List.of("a", "b", "c", "d").forEach(sharing::ask));
        assertThat(asked.poll(10, TimeUnit.SECONDS)).containsExactly("a", "b", "c");
        assertThat(asked.poll(10, TimeUnit.SECONDS)).containsExactly("d");
    }

    @Test
    void a_question_that_cannot_be_put_holds_up_nobody_behind_it() throws InterruptedException {
        Together<String, String> strict = new Together<>(1, PATIENCE, questions -> {
            if (questions.contains("broken")) {
                throw new IllegalStateException("cannot be put");
            }
            return Future.succeededFuture(questions);
        });
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        vertx.runOnContext(on -> {
            strict.ask("broken").onFailure(failure -> told.add(failure.getMessage()));
            strict.ask("whole").onSuccess(told::add);
        });
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("cannot be put");
        assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("whole");
    }

    private Future<List<String>> failLate(List<String> questions) {
        Promise<List<String>> answers = Promise.promise();
        vertx.setTimer(UNTIL_IT_FAILS_MILLIS, late -> answers.fail("no connection"));
        return answers.future();
    }
}
