package run.opentrack.tests.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.kubernetes.Manifests.name;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.condition.EnabledIf;

/** References between objects, those to objects of operators included. */
@EnabledIf("run.opentrack.tests.kubernetes.Manifests#canRender")
class ReferenceTest {
    @ForEachOverlay
    void every_referenced_object_exists(Manifests overlay) throws IOException {
        Set<String> existing = existing(overlay);
        overlay.documents()
                .forEach(document ->
                        assertThat(existing).as(name(document)).containsAll(ObjectReferences.requiredBy(document)));
    }

    private static Set<String> existing(Manifests overlay) throws IOException {
        Set<String> existing = new TreeSet<>();
        for (JsonNode document : overlay.documents()) {
            existing.add(name(document));
            existing.addAll(ObjectReferences.createdFor(document));
        }
        Path external = Manifests.folder().resolve("overlays/" + overlay + "/external-refs.txt");
        if (Files.exists(external)) {
            Files.readAllLines(external).stream()
                    .map(line -> line.replaceAll("#.*", "").trim())
                    .filter(line -> !line.isEmpty())
                    .forEach(existing::add);
        }
        return existing;
    }
}
