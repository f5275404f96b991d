package run.opentrack.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Content of suite.json, through which other programs find a running instance. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SuiteFile(
        String gatewayUrl,
        String staticUrl,
        S3 s3,
        Postgres postgres,
        Superuser superuser,
        Map<String, Long> processes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record S3(String endpoint, String bucket, String accessKey, String secretKey) {}

    public record Postgres(String host, int port, String database, String user, String password) {}

    public record Superuser(String email, String password) {}

    void write(Path file) {
        try {
            Secrets.writePrivately(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Optional<SuiteFile> read(Path file) {
        try {
            return Files.exists(file) ? Optional.of(JSON.readValue(file.toFile(), SuiteFile.class)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
