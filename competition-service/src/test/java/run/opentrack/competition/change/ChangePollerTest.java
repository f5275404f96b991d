package run.opentrack.competition.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import run.opentrack.database.change.ChangeToken;

class ChangePollerTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_request_that_comes_as_the_service_ends_does_not_wait() throws Exception {
        AtomicReference<ChangePoller> poller = new AtomicReference<>();
        Vertx ending = (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(), new Class<?>[] {Vertx.class}, (proxy, method, arguments) -> {
                    poller.get().onShutdown(null);
                    return method.invoke(vertx, arguments);
                });
        poller.set(new ChangePoller(ending, null, null));
        Future<Boolean> changed =
                poller.get().await(ChangeToken.ofCountry(1, "EST", 1, Instant.EPOCH), Duration.ofHours(1), () -> false);
        assertThat(changed.toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS))
                .isFalse();
        assertThat(poller.get().waiting()).isZero();
    }
}
