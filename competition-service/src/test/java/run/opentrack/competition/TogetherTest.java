package run.opentrack.competition;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TogetherTest {
    private static final long PATIENCE_MILLIS = 1_000;
    private static final long UNTIL_IT_FAILS_MILLIS = 800;

    private final Vertx vertx = Vertx.vertx();
    private final Together<String, String> together =
            new Together<>(32, Duration.ofMillis(PATIENCE_MILLIS), this::failLate);

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void who_waits_behind_a_question_that_fails_late_waits_no_longer_than_the_patience() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(2);
        long begin = System.nanoTime();
        vertx.runOnContext(on -> List.of("first", "behind it")
                .forEach(question -> together.ask(question).onFailure(failure -> told.countDown())));
        assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isLessThan(Duration.ofMillis(2 * UNTIL_IT_FAILS_MILLIS));
    }

    private Future<List<String>> failLate(List<String> questions) {
        Promise<List<String>> answers = Promise.promise();
        vertx.setTimer(UNTIL_IT_FAILS_MILLIS, late -> answers.fail("no connection"));
        return answers.future();
    }
}
