package run.opentrack.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CdsArchiveTest {
    @TempDir
    private Path target;

    private Path jar;
    private Path file;

    @BeforeEach
    void createJar() throws IOException {
        jar = Files.createDirectories(target.resolve("quarkus-app")).resolve("quarkus-run.jar");
        file = target.resolve("start-" + Runtime.version() + ".jsa");
        Files.writeString(jar, "");
    }

    @Test
    void a_missing_archive_is_outdated_and_not_used() {
        CdsArchive archive = new CdsArchive(jar);
        assertThat(archive.isOutdated()).isTrue();
        assertThat(archive.startCommand(List.of("java"))).containsExactly("java", "-jar", jar.toString());
    }

    @Test
    void an_archive_newer_than_the_jar_is_used() throws IOException {
        Files.writeString(file, "");
        CdsArchive archive = new CdsArchive(jar);
        assertThat(archive.isOutdated()).isFalse();
        assertThat(archive.startCommand(List.of("java"))).contains("-XX:SharedArchiveFile=" + file);
    }

    @Test
    void an_archive_older_than_the_jar_is_outdated() throws IOException {
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        assertThat(new CdsArchive(jar).isOutdated()).isTrue();
    }

    @Test
    void a_training_run_writes_another_file_than_the_one_in_use() {
        assertThat(new CdsArchive(jar).trainingCommand(List.of("java")))
                .anyMatch(option -> option.startsWith("-XX:ArchiveClassesAtExit=" + file + "."));
    }
}
