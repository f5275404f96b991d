package run.opentrack.tests.docs;

import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.StaticJavaParser;
import com.github.javaparser.ast.body.ClassOrInterfaceDeclaration;
import com.github.javaparser.ast.body.MethodDeclaration;
import com.github.javaparser.ast.expr.AnnotationExpr;
import com.github.javaparser.ast.nodeTypes.NodeWithAnnotations;
import com.github.javaparser.ast.nodeTypes.NodeWithJavadoc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Table of all settings, from the interfaces that declare them. */
final class SettingsTable {
    private static final Map<String, String> MODULES = new LinkedHashMap<>();

    static {
        StaticJavaParser.getParserConfiguration().setLanguageLevel(ParserConfiguration.LanguageLevel.JAVA_17);
        MODULES.put("deploy/libs/http", "Every service and the gateway");
        MODULES.put("deploy/libs/security", "Every service that verifies tokens");
        MODULES.put("deploy/libs/database", "Every service with a database");
        MODULES.put("auth-service", "auth-service");
        MODULES.put("competition-service", "competition-service");
        MODULES.put("export-service", "export-service");
        MODULES.put("gateway", "gateway");
    }

    /** Settings of Quarkus, the S3 client and the migration, which no interface declares. */
    private static final String UNDECLARED = """
            ## Read by the libraries

            | variable | used by | default | description |
            |---|---|---|---|
            | `OPENTRACK_DATABASE_HOST` | services with a database | `127.0.0.1` | PostgreSQL's host |
            | `OPENTRACK_DATABASE_PORT` | services with a database | `5433` | its port |
            | `OPENTRACK_DATABASE_NAME` | services with a database | `opentrack` | the database |
            | `OPENTRACK_DATABASE_USER` | services with a database | **required** | the service's own role |
            | `OPENTRACK_DATABASE_PASSWORD` | services with a database | **required** | its password |
            | `OPENTRACK_DATABASE_SSL_MODE` | services with a database | `disable` | `verify-full` encrypts the connections and verifies the server's certificate and host name |
            | `OPENTRACK_DATABASE_SSL_ROOT_CERT` | services with a database | | file of the CA certificates that verify the server |
            | `OPENTRACK_SCHEMA_JDBC_URL`, `OPENTRACK_SCHEMA_USER`, `OPENTRACK_SCHEMA_PASSWORD` | migration | **required** | the database, as the schema's owner |
            | `OPENTRACK_AUTH_SERVICE_PASSWORD`, `OPENTRACK_COMPETITION_SERVICE_PASSWORD`, `OPENTRACK_EXPORT_SERVICE_PASSWORD` | migration | | passwords of the services' roles, unless an operator sets them |
            | `OPENTRACK_UPSTREAM_AUTH`, `OPENTRACK_UPSTREAM_COMPETITION`, `OPENTRACK_UPSTREAM_EXPORT` | gateway | `127.0.0.1:8081`, `:8082`, `:8083` | addresses of the services, `host:port`, several separated by commas; short form of the routes' upstreams |
            | `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` | export-service | the pod's role | region and credentials for the bucket |
            | `QUARKUS_HTTP_HOST`, `QUARKUS_HTTP_PORT` | services | | address and port of the API |
            | `QUARKUS_MANAGEMENT_HOST`, `QUARKUS_MANAGEMENT_PORT` | all | | address and port of health and metrics |
            | `QUARKUS_SHUTDOWN_DELAY`, `QUARKUS_SHUTDOWN_TIMEOUT` | all | | how long a service is not ready before it stops accepting requests; how long in-flight requests may take then |
            | `QUARKUS_LOG_CONSOLE_JSON_ENABLED` | all | `false` | each log line is a JSON object; `mdc.request` is the id of the request |
            | `QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT` | images built with traces | `http://localhost:4317` | OpenTelemetry collector |
            | `QUARKUS_OTEL_SDK_DISABLED` | images built with traces | `false` | `true` switches traces off |
            """;

    private SettingsTable() {}

    static String of(Path source) {
        StringBuilder table = new StringBuilder("""
                # Settings

                Generated from the configuration interfaces. `deploy/test.sh -Dtest=SettingsTableTest` checks that it is up to
                date, and writes it with `-Dopentrack.write=true`. A setting is an environment variable or, in a file, a
                property: `opentrack.gateway.proxy.keep-alive-timeout` is `OPENTRACK_GATEWAY_PROXY_KEEP_ALIVE_TIMEOUT`.

                """);
        MODULES.forEach((module, title) -> {
            List<String> rows = rows(source.resolve(module).resolve("src/main/java"));
            if (!rows.isEmpty()) {
                table.append("## ").append(title).append("\n\n| variable | default | description |\n|---|---|---|\n");
                rows.forEach(row -> table.append(row).append('\n'));
                table.append('\n');
            }
        });
        return table.append(UNDECLARED).toString();
    }

    private static List<String> rows(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .flatMap(SettingsTable::declared)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> declared(Path file) {
        try {
            return StaticJavaParser.parse(file).findAll(ClassOrInterfaceDeclaration.class).stream()
                    .filter(type -> type.isAnnotationPresent("ConfigMapping"))
                    .flatMap(type -> type.getMethods().stream()
                            .map(method -> row(value(type, "ConfigMapping").orElseThrow(), type, method)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String row(String prefix, ClassOrInterfaceDeclaration type, MethodDeclaration method) {
        String variable =
                (prefix + "." + kebab(method.getNameAsString())).toUpperCase().replaceAll("[^A-Z0-9]", "_");
        String fallback = value(method, "WithDefault")
                .map(text -> "`" + text + "`")
                .orElse(method.getTypeAsString().matches("(Optional|Map).*") ? "" : "**required**");
        String what = text(method).orElseGet(() -> text(type).orElse(""));
        return "| `" + variable + "` | " + fallback + " | " + what + " |";
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase();
    }

    private static Optional<String> value(NodeWithAnnotations<?> node, String annotation) {
        return node.getAnnotationByName(annotation)
                .map(AnnotationExpr::toString)
                .map(text -> text.replaceAll("(?s)^[^\"]*\"|\"[^\"]*$", ""));
    }

    private static Optional<String> text(NodeWithJavadoc<?> node) {
        return node.getJavadoc()
                .map(javadoc -> javadoc.getDescription().toText())
                .map(text ->
                        text.replaceAll("\\{@(?:code|link) #?([^}]*)}", "`$1`").replace("|", "\\|"))
                .map(text -> text.lines().collect(Collectors.joining(" ")));
    }
}
