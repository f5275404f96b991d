package run.opentrack.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseExceptionTranslatorTest {
    private final DatabaseExceptionTranslator translator = new DatabaseExceptionTranslator();

    @ParameterizedTest
    @ValueSource(strings = {"08006", "53300", "57014", "57P01", "55P03", "40001", "40P01", "25006"})
    void transient_sql_state_is_503(String sqlState) {
        assertThat(status(postgres(sqlState))).isEqualTo(503);
        assertThat(status(new RuntimeException(new SQLException("x", sqlState))))
                .isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "22P02", "42P01", "42501", "XX000"})
    void other_sql_state_is_not_translated(String sqlState) {
        assertThat(translator.translate(postgres(sqlState))).isEmpty();
    }

    @Test
    void sql_state_decides_before_its_cause() {
        assertThat(translator.translate(new SQLException("x", "23505", new IOException("x"))))
                .isEmpty();
    }

    @Test
    void failures_of_the_connection_are_503_however_deeply_wrapped() {
        for (Throwable failure : List.of(
                new IOException("Connection refused"),
                new TimeoutException(),
                new io.smallrye.mutiny.TimeoutException(),
                new ConnectionPoolTooBusyException("full"),
                ClosedConnectionException.INSTANCE)) {
            assertThat(status(failure)).as(failure.toString()).isEqualTo(503);
            assertThat(status(new CompletionException(new RuntimeException(failure))))
                    .isEqualTo(503);
        }
    }

    @Test
    void other_failures_are_not_translated() {
        for (Throwable failure :
                List.of(new NullPointerException(), new IllegalStateException("x"), new VertxException("x", true))) {
            assertThat(translator.translate(failure)).as(failure.toString()).isEmpty();
        }
    }

    @Test
    void sql_state_is_found_in_the_chain_of_causes() {
        assertThat(SqlState.of(postgres("23505"))).isEqualTo("23505");
        assertThat(SqlState.of(new RuntimeException(new SQLException("x", "40001"))))
                .isEqualTo("40001");
        assertThat(SqlState.of(new RuntimeException(new SQLException("x", null, postgres("55P03")))))
                .isEqualTo("55P03");
        assertThat(SqlState.of(new IOException("x"))).isNull();
        assertThat(SqlState.of(null)).isNull();
    }

    private int status(Throwable failure) {
        return translator.translate(failure).orElseThrow().status();
    }

    private static PgException postgres(String sqlState) {
        return new PgException("x", "ERROR", sqlState, "");
    }
}
