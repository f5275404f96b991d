package run.opentrack.competition.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderingVersionTest {
    @TempDir
    Path classes;

    @Test
    void the_version_changes_with_each_class_and_table_and_with_nothing_else() throws IOException {
        List<Path> sources = List.of(
                write("run/opentrack/competition/model/CompetitionJson.class", "1"),
                write("run/opentrack/competition/name/parse/NameParser.class", "1"),
                write("duplicates/cities.txt", "1"),
                write("transliteration.txt", "1"));
        String version = RenderingVersion.digest(classes);
        write("run/opentrack/competition/query/PageCursor.class", "1");
        assertThat(RenderingVersion.digest(classes)).isEqualTo(version);
        for (Path source : sources) {
            Files.writeString(source, "2");
            assertThat(RenderingVersion.digest(classes)).as(source.toString()).isNotEqualTo(version);
            Files.writeString(source, "1");
        }
    }

    @Test
    void the_version_of_this_program_is_the_same_each_time() {
        assertThat(RenderingVersion.current()).hasSize(64).isEqualTo(RenderingVersion.current());
    }

    private Path write(String name, String content) throws IOException {
        Path file = classes.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
