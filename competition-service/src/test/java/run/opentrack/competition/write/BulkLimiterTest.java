package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkLimiterTest {
    private final Vertx vertx = Vertx.vertx();
    private final BulkLimiter limiter = new BulkLimiter(vertx);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_fourth_call_waits_for_a_permit_and_goes_on_in_its_own_context() throws Exception {
        for (int n = 0; n < 3; n++) {
            assertThat(limiter.tryAcquire(() -> {})).isTrue();
        }
        Context waiting = vertx.getOrCreateContext();
        CompletableFuture<Context> context = new CompletableFuture<>();
        CompletableFuture<Void> submitted = new CompletableFuture<>();
        waiting.runOnContext(ignored -> {
            limiter.limit(() -> Uni.createFrom().item(Vertx.currentContext()))
                    .subscribe()
                    .with(context::complete, context::completeExceptionally);
            submitted.complete(null);
        });
        submitted.get(5, TimeUnit.SECONDS);
        assertThat(context).isNotDone();
        limiter.release();
        assertThat(context.get(5, TimeUnit.SECONDS)).isSameAs(waiting);
        assertThat(limiter.tryAcquire(() -> {}))
                .as("the permit is released at the end")
                .isTrue();
    }

    @Test
    void a_waiter_that_is_cancelled_takes_no_permit() throws Exception {
        for (int n = 0; n < 3; n++) {
            limiter.tryAcquire(() -> {});
        }
        Context waiting = vertx.getOrCreateContext();
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        waiting.runOnContext(ignored -> {
            limiter.limit(() -> Uni.createFrom().item(1))
                    .subscribe()
                    .with(done -> {})
                    .cancel();
            cancelled.complete(null);
        });
        cancelled.get(5, TimeUnit.SECONDS);
        limiter.release();
        CompletableFuture<Boolean> acquired = new CompletableFuture<>();
        waiting.runOnContext(ignored -> acquired.complete(limiter.tryAcquire(() -> {})));
        assertThat(acquired.get(5, TimeUnit.SECONDS)).isTrue();
    }
}
