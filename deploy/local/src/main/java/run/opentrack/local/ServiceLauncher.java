package run.opentrack.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.opentrack.local.Supervisor.ManagedProcess;

/** Launches the services with their settings: the local counterpart of the Kubernetes manifests. */
final class ServiceLauncher {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final SuiteConfig config;
    private final Secrets secrets;
    private final Path signingKeys;
    private final String s3Endpoint;

    ServiceLauncher(SuiteConfig config, Secrets secrets, Path signingKeys) {
        this.config = config;
        this.secrets = secrets;
        this.signingKeys = signingKeys;
        this.s3Endpoint = "http://127.0.0.1:" + config.ports().s3();
    }

    ManagedProcess s3() {
        int port = config.ports().s3();
        Map<String, String> environment = Map.of(
                "OPENTRACK_S3_PORT", "" + port,
                "OPENTRACK_S3_FOLDER", config.folder().resolve("s3").toString(),
                "OPENTRACK_S3_BUCKET", Suite.BUCKET,
                "OPENTRACK_S3_ACCESS_KEY", secrets.s3AccessKey(),
                "OPENTRACK_S3_SECRET_KEY", secrets.s3SecretKey());
        List<String> command = List.of(
                java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                S3Server.class.getName());
        // Any HTTP response means ready: an anonymous bucket list is a 403.
        return new ManagedProcess(
                Suite.S3, () -> launch(Suite.S3, command, environment), () -> status(port, "/") > 0, port);
    }

    /** All replicas of all services, gateways last since they need the other ports. */
    List<ManagedProcess> replicas() {
        List<ManagedProcess> replicas = new ArrayList<>();
        Map<Service, List<Integer>> upstreams = new LinkedHashMap<>();
        for (Service service : List.of(Service.AUTH, Service.COMPETITION, Service.EXPORT)) {
            List<Integer> ports = new ArrayList<>();
            for (int replica = 1; replica <= config.replicas(); replica++) {
                ManagedProcess process = replica(service, replica, settingsOf(service));
                ports.add(process.port());
                replicas.add(process);
            }
            upstreams.put(service, ports);
        }
        for (int replica = 1; replica <= config.replicas(); replica++) {
            replicas.add(replica(Service.GATEWAY, replica, gateway(upstreams)));
        }
        return replicas;
    }

    /** Creates missing or outdated CDS archives in parallel. The schema must be migrated. */
    void createArchives() {
        CompletableFuture.allOf(servicesWithoutArchive().stream()
                        .map(service -> CompletableFuture.runAsync(
                                () -> archive(service).create(trainingProcess(service)),
                                task -> new Thread(task).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** Starts the command that renders stored competitions anew, the counterpart of the Kubernetes job. */
    Process rendering() {
        Service service = Service.COMPETITION;
        List<String> command = archive(service).startCommand(jvm(service));
        command.add("render");
        int port = config.ports().of(service);
        return launch(
                Suite.RENDERING,
                command,
                environment(service, settingsOf(service), port, config.ports().managementOf(service)));
    }

    private ManagedProcess trainingProcess(Service service) {
        Map<String, String> settings = service == Service.GATEWAY ? gateway(Map.of()) : settingsOf(service);
        int port = config.ports().of(service);
        int management = config.ports().managementOf(service);
        Map<String, String> environment = environment(service, settings, port, management);
        // A missed export is left to the permanent export-service.
        environment.put("OPENTRACK_EXPORT_SCHEDULED", "false");
        String name = service.folder() + "-training";
        return new ManagedProcess(
                name,
                () -> launch(name, archive(service).trainingCommand(jvm(service)), environment),
                () -> isReady(management),
                port);
    }

    List<Service> servicesWithoutArchive() {
        return Stream.of(Service.values())
                .filter(service -> archive(service).isOutdated())
                .toList();
    }

    private ManagedProcess replica(Service service, int number, Map<String, String> settings) {
        boolean first = number == 1;
        String name = first ? service.folder() : service.folder() + "-" + number;
        int port = first ? config.ports().of(service) : Ports.freePort();
        int management = first ? config.ports().managementOf(service) : Ports.freePort();
        Map<String, String> environment = environment(service, settings, port, management);
        return new ManagedProcess(
                name,
                () -> launch(name, archive(service).startCommand(jvm(service)), environment),
                () -> isReady(management),
                port);
    }

    private Map<String, String> environment(Service service, Map<String, String> settings, int port, int management) {
        Map<String, String> environment = new LinkedHashMap<>(settings);
        String server = service == Service.GATEWAY ? "OPENTRACK_GATEWAY" : "QUARKUS_HTTP";
        environment.put(server + "_HOST", "127.0.0.1");
        environment.put(server + "_PORT", "" + port);
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", "" + management);
        environment.putAll(config.environment());
        return environment;
    }

    private CdsArchive archive(Service service) {
        return new CdsArchive(config.source().resolve(service.folder()).resolve("target/quarkus-app/quarkus-run.jar"));
    }

    private List<String> jvm(Service service) {
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx" + service.heapMib() + "m"));
        command.addAll(config.jvmOptions());
        return command;
    }

    private Map<String, String> settingsOf(Service service) {
        return switch (service) {
            case AUTH ->
                database(
                        "auth_service",
                        secrets.authServicePassword(),
                        Map.of(
                                "OPENTRACK_KEYS_FOLDER", signingKeys.toString(),
                                "OPENTRACK_SUPERUSER_EMAIL", secrets.superuserEmail(),
                                "OPENTRACK_SUPERUSER_PASSWORD", secrets.superuserPassword()));
            case COMPETITION ->
                database(
                        "competition_service",
                        secrets.competitionServicePassword(),
                        withLoopbackAddresses(Map.of("OPENTRACK_OVERRIDE_KEY", secrets.overrideKey())));
            case EXPORT ->
                database("export_service", secrets.exportServicePassword(), withLoopbackAddresses(storeSettings()));
            case GATEWAY -> throw new IllegalArgumentException("the gateway has no database");
        };
    }

    /** Imports and webhooks may have addresses on this machine. */
    private static Map<String, String> withLoopbackAddresses(Map<String, String> settings) {
        Map<String, String> opened = new LinkedHashMap<>(settings);
        opened.put("OPENTRACK_WEBHOOKS_ALLOW_HTTP", "true");
        opened.put("OPENTRACK_WEBHOOKS_ALLOW_NETWORKS", "127.0.0.0/8,::1/128");
        return opened;
    }

    private Map<String, String> storeSettings() {
        return Map.of(
                "OPENTRACK_STORE_ENDPOINT",
                s3Endpoint,
                "OPENTRACK_STORE_PATH_STYLE",
                "true",
                "OPENTRACK_STORE_BUCKET",
                Suite.BUCKET,
                "OPENTRACK_STORE_ACL",
                "public-read",
                "AWS_REGION",
                "us-east-1",
                "AWS_ACCESS_KEY_ID",
                secrets.s3AccessKey(),
                "AWS_SECRET_ACCESS_KEY",
                secrets.s3SecretKey());
    }

    private Map<String, String> database(String user, String password, Map<String, String> settings) {
        Map<String, String> environment = new LinkedHashMap<>(settings);
        environment.put("OPENTRACK_DATABASE_HOST", "127.0.0.1");
        environment.put("OPENTRACK_DATABASE_PORT", "" + config.ports().postgres());
        environment.put("OPENTRACK_DATABASE_NAME", PostgresServer.DATABASE);
        environment.put("OPENTRACK_DATABASE_USER", user);
        environment.put("OPENTRACK_DATABASE_PASSWORD", password);
        return environment;
    }

    private Map<String, String> gateway(Map<Service, List<Integer>> upstreams) {
        Map<String, String> environment = new LinkedHashMap<>();
        upstreams.forEach((service, ports) -> environment.put(
                "OPENTRACK_UPSTREAM_" + service.name(),
                ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","))));
        environment.put("OPENTRACK_STATIC_URL", s3Endpoint + "/" + Suite.BUCKET);
        return environment;
    }

    private Process launch(String name, List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(config.log(name).toFile()));
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new StartupException(name + " does not start", e);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static boolean isReady(int management) {
        return status(management, "/q/health/ready") == 200;
    }

    private static int status(int port, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
