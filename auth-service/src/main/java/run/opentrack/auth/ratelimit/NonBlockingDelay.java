package run.opentrack.auth.ratelimit;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Delay that blocks no thread. */
public final class NonBlockingDelay {
    private NonBlockingDelay() {}

    /** Completes after a time, in the Vert.x context of the subscription. */
    public static Uni<Void> of(Duration time) {
        return Uni.createFrom()
                .emitter(delay ->
                        Vertx.currentContext().owner().setTimer(time.toMillis(), ended -> delay.complete(null)));
    }
}
