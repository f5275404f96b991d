package run.opentrack.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.gateway.upstream.Upstream;

class UpstreamFailuresTest {
    private static final Throwable LOST = new HttpClosedException("Connection was closed");

    private final Upstream upstream = Upstream.of("test", List.of("127.0.0.1:1"));

    static Stream<Throwable> connectFailures() {
        return Stream.of(
                new ConnectException("refused"),
                new ConnectTimeoutException("late"),
                new NoRouteToHostException("none"),
                new UnknownHostException("name"));
    }

    @ParameterizedTest
    @MethodSource("connectFailures")
    void a_failed_connect_is_before_send_and_503(Throwable failure) {
        assertThat(UpstreamFailures.isRefusedConnection(failure)).isTrue();
        assertThat(UpstreamFailures.isBeforeSend(failure)).isTrue();
        assertThat(UpstreamFailures.isLostConnection(failure)).isFalse();
        assertThat(UpstreamFailures.toApiException(failure, upstream).status()).isEqualTo(503);
    }

    @Test
    void a_full_queue_is_before_send_and_503_with_retry_after() {
        assertThat(UpstreamFailures.isBeforeSend(UpstreamFailures.QUEUE_FULL)).isTrue();
        assertThat(UpstreamFailures.isRefusedConnection(UpstreamFailures.QUEUE_FULL))
                .isFalse();
        assertThat(UpstreamFailures.toApiException(UpstreamFailures.QUEUE_FULL, upstream)
                        .headers())
                .containsEntry("Retry-After", "1");
    }

    @Test
    void a_connection_lost_after_send_is_502() {
        assertThat(UpstreamFailures.isLostConnection(LOST)).isTrue();
        assertThat(UpstreamFailures.isLostConnection(new IOException("reset by peer")))
                .isTrue();
        assertThat(UpstreamFailures.isBeforeSend(LOST)).isFalse();
        assertThat(UpstreamFailures.toApiException(LOST, upstream).status()).isEqualTo(502);
    }

    @Test
    void a_response_timeout_is_504() {
        assertThat(UpstreamFailures.timeout(upstream).status()).isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void a_read_without_body_is_retried_after_a_lost_connection(String method) {
        assertThat(UpstreamFailures.isRetryable(HttpMethod.valueOf(method), false, LOST))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void a_write_is_never_retried_after_send(String method) {
        assertThat(UpstreamFailures.isRetryable(HttpMethod.valueOf(method), false, LOST))
                .isFalse();
    }

    @Test
    void a_read_with_body_is_never_retried_after_send() {
        assertThat(UpstreamFailures.isRetryable(HttpMethod.GET, true, LOST)).isFalse();
    }

    @Test
    void another_failure_than_a_lost_connection_is_not_retried() {
        assertThat(UpstreamFailures.isRetryable(HttpMethod.GET, false, new IllegalStateException()))
                .isFalse();
        assertThat(UpstreamFailures.isRetryable(HttpMethod.GET, false, new SocketTimeoutException()))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "200, close, true",
        "304, Close, true",
        "404, close, false",
        "503, close, false",
        "200, keep-alive, false"
    })
    void only_a_successful_response_with_connection_close_announces_draining(
            int status, String connection, boolean draining) {
        assertThat(UpstreamFailures.isDraining(status, connection)).isEqualTo(draining);
    }

    @Test
    void a_response_without_connection_announces_nothing() {
        assertThat(UpstreamFailures.isDraining(200, null)).isFalse();
    }
}
