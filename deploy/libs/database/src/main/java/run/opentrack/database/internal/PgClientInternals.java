package run.opentrack.database.internal;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import java.util.Arrays;

/** Adapter to internals of the SQL client: classes and messages that its public API does not expose. */
public final class PgClientInternals {
    private static final String POOL_TIMEOUT_MESSAGE = "Timeout waiting for connection";
    private static final String POOL = "io.vertx.sqlclient.impl.pool.SqlConnectionPool";

    private PgClientInternals() {}

    /** True if the wait for a connection timed out; the client has no exception class for it. */
    public static boolean isPoolTimeout(Throwable failure) {
        return failure instanceof VertxException && POOL_TIMEOUT_MESSAGE.equals(failure.getMessage());
    }

    /** True for a failure that Vert.x reports by a message only, such as a lost connection. */
    public static boolean isUntyped(Throwable failure) {
        return failure instanceof NoStackTraceThrowable;
    }

    /** True if the pool completed the promise of a statement that had already failed. */
    static boolean isDuplicateFailure(Throwable failure) {
        return failure instanceof IllegalStateException
                && Arrays.stream(failure.getStackTrace()).skip(1).limit(1).anyMatch(call -> call.getClassName()
                        .equals(POOL));
    }
}
