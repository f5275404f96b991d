package run.opentrack.export.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import run.opentrack.export.run.RunRepository.PublishedFile;
import run.opentrack.export.store.ExportFile;

/** Index of all published files. Uploaded last, so that each file it lists exists. */
final class IndexFile {
    static final String NAME = "euroath/index.json";

    private IndexFile() {}

    static ExportFile of(Collection<PublishedFile> published, Instant now, Path folder) throws IOException {
        Path path = folder.resolve("index.json");
        String contentType = "application/json; charset=utf-8";
        return ExportFile.write(NAME, path, published.size(), json(published, now), contentType, true);
    }

    private static byte[] json(Collection<PublishedFile> published, Instant now) {
        ObjectNode index = JsonNodeFactory.instance.objectNode().put("generated_at", now.toString());
        ArrayNode files = index.putArray("files");
        for (PublishedFile file : published) {
            files.addObject()
                    .put("name", file.name())
                    .put("rows", file.rows())
                    .put("bytes", file.bytes())
                    .put("sha256", file.sha256())
                    .put("published_at", file.publishedAt().toString());
        }
        return index.toString().getBytes(StandardCharsets.UTF_8);
    }
}
