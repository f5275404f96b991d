package run.opentrack.database.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Behaviour of the SQL client that no public type expresses; a new version that changes it fails here. */
class PgClientInternalsTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void wait_for_a_connection_ends_with_the_known_exception() throws Exception {
        try (ServerSocket unresponsive = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Pool pool = pool(unresponsive.getLocalPort());
            Throwable statement = failureOf(pool.query("SELECT 1").execute());
            assertThat(PgClientInternals.isPoolTimeout(statement))
                    .as(statement.toString())
                    .isTrue();
            Throwable connection = failureOf(pool.getConnection());
            assertThat(PgClientInternals.isUntyped(connection))
                    .as(connection.toString())
                    .isTrue();
        }
    }

    @Test
    void failed_future_without_exception_has_the_known_class() {
        assertThat(PgClientInternals.isUntyped(
                        Future.failedFuture("connection lost").cause()))
                .isTrue();
        assertThat(PgClientInternals.isUntyped(new RuntimeException("connection lost")))
                .isFalse();
    }

    @Test
    void statement_that_got_no_connection_fails_a_second_time_inside_the_pool() throws Exception {
        BlockingQueue<Throwable> second = new LinkedBlockingQueue<>();
        vertx.exceptionHandler(second::add);
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        Pool pool = pool(closed);
        vertx.runOnContext(start -> pool.query("SELECT 1").execute());
        Throwable failure = second.poll(10, TimeUnit.SECONDS);
        assertThat(failure).isNotNull();
        assertThat(new DuplicateFailureLogFilter().isLoggable(logOf(failure))).isFalse();
    }

    @Test
    void other_log_records_are_kept() {
        DuplicateFailureLogFilter filter = new DuplicateFailureLogFilter();
        assertThat(filter.isLoggable(logOf(null))).isTrue();
        assertThat(filter.isLoggable(logOf(new IllegalStateException("x")))).isTrue();
        assertThat(filter.isLoggable(logOf(new RuntimeException("x")))).isTrue();
    }

    private Pool pool(int port) {
        return PgBuilder.pool()
                .with(new PoolOptions()
                        .setMaxSize(1)
                        .setConnectionTimeout(100)
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
                .connectingTo(new PgConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setDatabase("x")
                        .setUser("x")
                        .setPassword("x"))
                .using(vertx)
                .build();
    }

    private static Throwable failureOf(Future<?> future) {
        try {
            future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException failure) {
            return failure.getCause();
        }
        throw new AssertionError("succeeded");
    }

    private static LogRecord logOf(Throwable thrown) {
        LogRecord record = new LogRecord(Level.SEVERE, "Unhandled exception");
        record.setThrown(thrown);
        return record;
    }
}
