package run.opentrack.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.kubernetes.Manifests;
import run.opentrack.tests.support.TestSuites;

class SettingsTableTest {
    @Test
    void the_table_of_settings_is_what_the_services_declare() throws IOException {
        Path file = Manifests.folder().resolve("SETTINGS.md");
        String declared = SettingsTable.of(TestSuites.repository());
        if (Boolean.getBoolean("opentrack.write")) {
            Files.writeString(file, declared);
        }
        assertThat(file).hasContent(declared);
    }
}
