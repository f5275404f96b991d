package run.opentrack.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;

class UpstreamInstanceTest {
    private final UpstreamInstance instance = new UpstreamInstance(" localhost:8081 ");

    @Test
    void host_and_port_are_parsed() {
        assertThat(instance.address().host()).isEqualTo("localhost");
        assertThat(instance.address().port()).isEqualTo(8081);
    }

    @Test
    void request_options_lead_to_the_instance() {
        assertThat(instance.requestOptions(HttpMethod.PUT, "/a?b").getServer()).isEqualTo(instance.address());
        assertThat(instance.requestOptions(HttpMethod.PUT, "/a?b").getMethod()).isEqualTo(HttpMethod.PUT);
        assertThat(instance.requestOptions(HttpMethod.PUT, "/a?b").getURI()).isEqualTo("/a?b");
    }

    @Test
    void a_new_instance_is_not_ejected() {
        assertThat(instance.isEjected()).isFalse();
    }

    @Test
    void three_failures_in_a_row_eject() {
        instance.recordFailure();
        instance.recordFailure();
        assertThat(instance.isEjected()).isFalse();
        instance.recordFailure();
        assertThat(instance.isEjected()).isTrue();
    }

    @Test
    void a_success_resets_the_failure_count() {
        instance.recordFailure();
        instance.recordFailure();
        instance.recordSuccess();
        instance.recordFailure();
        instance.recordFailure();
        assertThat(instance.isEjected()).isFalse();
    }

    @Test
    void draining_ejects_at_once() {
        instance.eject();
        assertThat(instance.isEjected()).isTrue();
    }

    @Test
    void only_a_health_check_ends_an_ejection() {
        instance.eject();
        instance.recordSuccess();
        assertThat(instance.isEjected()).isTrue();
        instance.markHealthy();
        assertThat(instance.isEjected()).isFalse();
    }
}
