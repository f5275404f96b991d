package run.opentrack.acceptance.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.suite.Suites;

class SettingsTest {
    @Test
    void the_table_of_settings_is_what_the_services_declare() throws IOException {
        Path file = Manifests.folder().resolve("SETTINGS.md");
        String declared = SettingsTable.of(Suites.source());
        if (Boolean.getBoolean("opentrack.write")) {
            Files.writeString(file, declared);
        }
        assertThat(file).hasContent(declared);
    }
}
