package run.opentrack.auth.ratelimit;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;

/** A wait that holds no thread. */
public final class NonBlockingDelay {
    private NonBlockingDelay() {}

    /** Ends after so long, in the Vert.x context that it was subscribed to in. */
    public static Uni<Void> of(Duration time) {
        return Uni.createFrom()
                .emitter(pause ->
                        Vertx.currentContext().owner().setTimer(time.toMillis(), ended -> pause.complete(null)));
    }
}
