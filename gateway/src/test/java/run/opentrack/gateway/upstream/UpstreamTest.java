package run.opentrack.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UpstreamTest {
    private final Upstream upstream = Upstream.of("test", List.of("a:1", "b:2", "c:3"));

    @Test
    void requests_are_spread_round_robin() {
        assertThat(hosts()).containsExactly("a", "b", "c");
        assertThat(hosts()).containsExactly("b", "c", "a");
        assertThat(hosts()).containsExactly("c", "a", "b");
        assertThat(hosts()).containsExactly("a", "b", "c");
    }

    @Test
    void ejected_instances_are_tried_last() {
        upstream.instances().get(0).eject();
        assertThat(hosts()).containsExactly("b", "c", "a");
        assertThat(hosts()).containsExactly("b", "c", "a");
        assertThat(hosts()).containsExactly("c", "b", "a");
    }

    @Test
    void all_instances_are_tried_if_all_are_ejected() {
        upstream.instances().forEach(UpstreamInstance::eject);
        assertThat(hosts()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void a_single_instance_is_used_even_if_ejected() {
        Upstream single = Upstream.of("single", List.of("a:1"));
        single.instances().get(0).eject();
        assertThat(single.selectionOrder()).hasSize(1);
    }

    @Test
    void at_most_one_failure_per_second_is_logged() {
        assertThat(upstream.shouldLogFailure()).isTrue();
        assertThat(upstream.shouldLogFailure()).isFalse();
    }

    private List<String> hosts() {
        return upstream.selectionOrder().stream()
                .map(instance -> instance.address().host())
                .toList();
    }
}
