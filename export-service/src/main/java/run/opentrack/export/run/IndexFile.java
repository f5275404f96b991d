package run.opentrack.export.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
    private static final ObjectMapper JSON = new ObjectMapper();

    private IndexFile() {}

    static ExportFile of(Collection<PublishedFile> published, Instant now, Path folder) throws IOException {
        Path path = folder.resolve("index.json");
        String contentType = "application/json; charset=utf-8";
        return ExportFile.write(NAME, path, published.size(), json(published, now), contentType);
    }

    private static byte[] json(Collection<PublishedFile> published, Instant now) throws JsonProcessingException {
        ObjectNode index = JSON.createObjectNode().put("generated_at", now.toString());
        ArrayNode files = index.putArray("files");
        for (PublishedFile file : published) {
            files.addObject()
                    .put("name", file.name())
                    .put("rows", file.rows())
                    .put("bytes", file.bytes())
                    .put("sha256", file.sha256())
                    .put("published_at", file.publishedAt().toString());
        }
        return JSON.writeValueAsString(index).getBytes(StandardCharsets.UTF_8);
    }
}
