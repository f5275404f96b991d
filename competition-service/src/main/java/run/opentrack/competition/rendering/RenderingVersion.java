package run.opentrack.competition.rendering;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

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
            URI location = RenderingVersion.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            Path path = Path.of(location);
            if (Files.isDirectory(path)) {
                return digest(path);
            }
            try (FileSystem jar = FileSystems.newFileSystem(path)) {
                return digest(jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String digest(Path root) throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((byte) Runtime.version().feature());
            for (String source : SOURCES) {
                try (Stream<Path> files = Files.walk(root.resolve(source))) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        sha256.update(root.relativize(file).toString().getBytes());
                        sha256.update(Files.readAllBytes(file));
                    }
                }
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
