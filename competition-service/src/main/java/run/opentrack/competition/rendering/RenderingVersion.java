package run.opentrack.competition.rendering;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jose4j.lang.HashUtil;

/**
 * Version of the rendering: a digest of the classes and tables from which the columns of a competition are derived, so
 * that no release with other ones can forget to raise it.
 */
final class RenderingVersion {
    private static final List<String> SOURCES = List.of(
            "run/opentrack/competition/model", "run/opentrack/competition/name", "duplicates", "transliteration.txt");

    private RenderingVersion() {}

    /** Version of this program on this Java version, whose Unicode tables matter too. */
    static String current() {
        try {
            Path program = Path.of(RenderingVersion.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (FileSystem jar = Files.isDirectory(program) ? null : FileSystems.newFileSystem(program)) {
                return digest(jar == null ? program : jar.getPath("/"));
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the program cannot be read", e);
        }
    }

    static String digest(Path root) throws IOException {
        MessageDigest sha256 = HashUtil.getMessageDigest("SHA-256");
        sha256.update((byte) Runtime.version().feature());
        for (String source : SOURCES) {
            try (Stream<Path> files = Files.walk(root.resolve(source))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    sha256.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                    sha256.update(Files.readAllBytes(file));
                }
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }
}
