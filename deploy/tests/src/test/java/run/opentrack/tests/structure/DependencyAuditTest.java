package run.opentrack.tests.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.tests.support.TestSuites;

/** Resolved dependencies of the services, the migration and the runner against a list of known vulnerabilities. */
class DependencyAuditTest {
    private static final int MAX_AGE_DAYS = 90;
    private static final Pattern REVIEWED = Pattern.compile("# reviewed (\\d{4}-\\d{2}-\\d{2})");
    /** Path of a jar in the local Maven repository. */
    private static final Pattern JAR = Pattern.compile("repository/(.+)/([^/]+)/([^/]+)/[^/]+\\.jar$");

    @Test
    void no_resolved_dependency_has_a_known_vulnerability() throws IOException {
        Set<Dependency> resolved = new TreeSet<>();
        for (String service : List.of("auth-service", "competition-service", "export-service", "gateway")) {
            Path list =
                    TestSuites.repository().resolve(service).resolve("target/quarkus-app/quarkus-app-dependencies.txt");
            assertThat(list)
                    .as("mvn package -pl " + service + " -am is required")
                    .exists();
            Files.readAllLines(list).stream().map(Dependency::ofCoordinates).forEach(resolved::add);
        }
        // The class path of the tests includes the migration and the runner.
        Arrays.stream(System.getProperty("java.class.path").split(":"))
                .map(Dependency::ofPath)
                .filter(Objects::nonNull)
                .forEach(resolved::add);
        assertThat(resolved)
                .hasSizeGreaterThan(300)
                .anyMatch(dependency -> dependency.name().equals("org.gaul:s3proxy"));

        List<Advisory> advisories = advisories().toList();
        assertThat(advisories.stream()
                        .filter(advisory -> advisory.accepted().isEmpty())
                        .flatMap(advisory ->
                                resolved.stream().filter(advisory::affects).map(d -> d + ": " + advisory)))
                .isEmpty();
        assertThat(advisories)
                .filteredOn(advisory -> !advisory.accepted().isEmpty())
                .as("accepted advisories that no resolved dependency has")
                .allMatch(advisory -> resolved.stream().anyMatch(advisory::affects));
    }

    @ParameterizedTest
    @CsvSource({
        "io.netty:netty-codec-http::jar:4.1.131.Final, true",
        "io.netty:netty-codec-http::jar:4.1.137.Final, true",
        "io.netty:netty-codec-http::jar:4.1.138.Final, false",
        "io.netty:netty-buffer::jar:4.1.9.Final, true",
        "org.postgresql:postgresql::jar:42.7.10, true",
        "org.postgresql:postgresql::jar:42.7.14, false",
        "com.fasterxml.jackson.core:jackson-databind::jar:2.21.3, true",
        "org.example:netty-codec-http::jar:1.0, false"
    })
    void an_old_version_is_found(String coordinates, boolean vulnerable) throws IOException {
        Dependency dependency = Dependency.ofCoordinates(coordinates);
        assertThat(advisories().anyMatch(advisory -> advisory.affects(dependency)))
                .isEqualTo(vulnerable);
    }

    @Test
    void the_list_of_vulnerabilities_is_dated() throws IOException {
        LocalDate reviewed = lines().stream()
                .map(REVIEWED::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> LocalDate.parse(matcher.group(1)))
                .findFirst()
                .orElseThrow();
        if (reviewed.plusDays(MAX_AGE_DAYS).isBefore(LocalDate.now())) {
            System.err.println("WARNING: known-vulnerabilities.csv was last reviewed on " + reviewed
                    + "; look for advisories since then");
        }
    }

    private static Stream<Advisory> advisories() throws IOException {
        return lines().stream().filter(line -> !line.startsWith("#")).skip(1).map(Advisory::parse);
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(
                TestSuites.repository().resolve("deploy/tests/src/test/resources/known-vulnerabilities.csv"));
    }

    /**
     * Line of the list.
     *
     * @param name {@code group:artifact}; the artifact may be {@code *}
     * @param fixed first version without the vulnerability
     * @param accepted reason for which it is tolerated; empty otherwise
     */
    private record Advisory(String id, String name, Version fixed, String accepted) {
        static Advisory parse(String line) {
            String[] fields = line.split(";", -1);
            assertThat(fields).as(line).hasSize(5);
            return new Advisory(fields[0], fields[1], Version.parse(fields[2]), fields[4]);
        }

        boolean affects(Dependency dependency) {
            boolean named = name.endsWith(":*")
                    ? dependency.name().startsWith(name.substring(0, name.length() - 1))
                    : dependency.name().equals(name);
            return named && Version.parse(dependency.version()).compareTo(fixed) < 0;
        }

        @Override
        public String toString() {
            return id + " is fixed in " + fixed;
        }
    }

    private record Dependency(String name, String version) implements Comparable<Dependency> {
        /** Parses a line of Quarkus' list, {@code group:artifact:classifier:type:version}. */
        static Dependency ofCoordinates(String line) {
            String[] parts = line.split(":");
            return new Dependency(parts[0] + ":" + parts[1], parts[parts.length - 1]);
        }

        /** @return null for a folder or a jar outside a Maven repository */
        static Dependency ofPath(String path) {
            var matcher = JAR.matcher(path);
            return matcher.find()
                    ? new Dependency(matcher.group(1).replace('/', '.') + ":" + matcher.group(2), matcher.group(3))
                    : null;
        }

        @Override
        public int compareTo(Dependency other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return name + ":" + version;
        }
    }
}
