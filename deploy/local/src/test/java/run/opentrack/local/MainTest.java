package run.opentrack.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MainTest {
    private static final Path SOURCE = Path.of("/checkout");

    @Test
    void data_is_kept_in_deploy_local_var() {
        assertThat(Main.dataFolder(SOURCE, null)).isEqualTo(Path.of("/checkout/deploy/local/var"));
    }

    @Test
    void another_data_folder_replaces_the_default() {
        assertThat(Main.dataFolder(SOURCE, "/data")).isEqualTo(Path.of("/data"));
    }
}
