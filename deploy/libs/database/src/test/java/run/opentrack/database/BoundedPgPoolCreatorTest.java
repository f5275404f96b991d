package run.opentrack.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BoundedPgPoolCreatorTest {
    private final PgConnectOptions server = new PgConnectOptions();
    private final PoolOptions options = new PoolOptions();

    @Test
    void every_wait_has_the_configured_limit() throws Exception {
        Vertx vertx = Vertx.vertx();
        BoundedPgPoolCreator.Config config =
                new Config(Duration.ofSeconds(2), 1_000, Duration.ofSeconds(5), Duration.ofSeconds(9));
        Pool pool = new BoundedPgPoolCreator(config).create(new Input(vertx));
        assertThat(server.getReadIdleTimeout()).isEqualTo(9);
        assertThat(server.getIdleTimeoutUnit()).isEqualTo(TimeUnit.SECONDS);
        assertThat(server.getConnectTimeout()).isEqualTo(2_000);
        assertThat(server.isTcpKeepAlive()).isTrue();
        assertThat(options.getMaxWaitQueueSize()).isEqualTo(1_000);
        assertThat(options.getConnectionTimeout()).isEqualTo(2_000);
        assertThat(options.getConnectionTimeoutUnit()).isEqualTo(TimeUnit.MILLISECONDS);
        assertThat(options.getIdleTimeout()).isEqualTo(5);
        assertThat(options.getIdleTimeoutUnit()).isEqualTo(TimeUnit.SECONDS);
        pool.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private record Config(Duration acquisitionTimeout, int maxWaitQueue, Duration idleTimeout, Duration readIdleTimeout)
            implements BoundedPgPoolCreator.Config {}

    private final class Input implements PgPoolCreator.Input {
        private final Vertx vertx;

        private Input(Vertx vertx) {
            this.vertx = vertx;
        }

        @Override
        public Vertx vertx() {
            return vertx;
        }

        @Override
        public PoolOptions poolOptions() {
            return options;
        }

        @Override
        public List<PgConnectOptions> pgConnectOptionsList() {
            return List.of(server);
        }
    }
}
