package run.opentrack.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {
    @Test
    void an_empty_environment_leaves_the_defaults() {
        Ports ports = Ports.from(variable -> null);
        assertThat(ports.of(Service.GATEWAY)).isEqualTo(8080);
        assertThat(ports.managementOf(Service.COMPETITION)).isEqualTo(9082);
        assertThat(ports.s3()).isEqualTo(9000);
        assertThat(ports.postgres()).isEqualTo(5433);
    }

    @Test
    void a_variable_overrides_its_port_and_a_blank_one_does_not() {
        Map<String, String> environment = Map.of("OPENTRACK_GATEWAY_PORT", " 1234 ", "OPENTRACK_S3_PORT", " ");
        Ports ports = Ports.from(environment::get);
        assertThat(ports.of(Service.GATEWAY)).isEqualTo(1234);
        assertThat(ports.s3()).isEqualTo(9000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"high", "0", "-1", "65536", "80.5"})
    void any_other_value_is_an_error_that_names_the_variable(String value) {
        assertThatThrownBy(() -> Ports.from(Map.of("OPENTRACK_S3_PORT", value)::get))
                .isInstanceOf(StartupException.class)
                .hasMessage("OPENTRACK_S3_PORT must be a port number, 1-65535: " + value);
    }

    @Test
    void free_ports_are_distinct_and_below_the_ephemeral_range() {
        Map<String, Integer> ports = Ports.free().byVariable();
        assertThat(ports.values()).doesNotHaveDuplicates().allMatch(port -> port >= 20_000 && port < 32_768);
    }

    @Test
    void a_port_in_use_is_an_error_that_names_its_variable() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Ports ports = new Ports(Map.of("OPENTRACK_S3_PORT", port));
            assertThatThrownBy(ports::requireFree)
                    .isInstanceOf(StartupException.class)
                    .hasMessage("port " + port + " is in use; set OPENTRACK_S3_PORT to another one");
        }
    }

    /** run.sh checks the ports before it builds, when no class of this module exists yet. */
    @Test
    void the_table_of_run_sh_is_that_of_the_defaults() throws IOException {
        Map<String, Integer> table = new TreeMap<>();
        Matcher line = Pattern.compile("\\b([A-Z_0-9]+):(\\d+)\\b").matcher(Files.readString(Path.of("../run.sh")));
        while (line.find()) {
            table.put("OPENTRACK_" + line.group(1) + "_PORT", Integer.valueOf(line.group(2)));
        }
        assertThat(table).isEqualTo(Ports.from(variable -> null).byVariable());
    }
}
