package run.opentrack.tests.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pod of a rendered overlay, run by podman as a kubelet would: user, read-only root, capabilities, limits, environment,
 * secrets and probes of the manifest. It has an address of its own on the loopback interface instead of a network.
 */
final class PodmanPod implements AutoCloseable {
    /** Command of podman; a machine may need options. */
    private static final List<String> PODMAN = words("opentrack.podman", "podman");

    private static final List<String> RUN_OPTIONS = words("opentrack.podman.run", "");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final JsonNode spec;
    private final JsonNode container;
    private final String name;
    private final String address;
    /** Container that ends before this one starts, or null. */
    private PodmanPod init;

    private Runnable startAfterInit;

    private PodmanPod(JsonNode workload, JsonNode container, String address) {
        this.spec = Manifests.pod(workload).path("spec");
        this.container = container;
        this.name = "pod-" + workload.path("metadata").path("name").asText() + "-"
                + container.path("name").asText() + "-"
                + ProcessHandle.current().pid();
        this.address = address;
    }

    /**
     * Environment in which pods run.
     *
     * @param manifests the rendered overlay
     * @param images the tag of the images to run
     * @param secrets by name, their keys and values
     * @param hosts by name, their addresses
     * @param overrides what is different on this machine, over the manifest's environment
     */
    record PodEnvironment(
            Manifests manifests,
            String images,
            Map<String, Map<String, String>> secrets,
            Map<String, String> hosts,
            Map<String, String> overrides) {
        /** @param workload kind and begin of its name */
        PodmanPod start(String workload, String address) {
            JsonNode document = manifests.documents().stream()
                    .filter(one -> Manifests.name(one).startsWith(workload))
                    .findFirst()
                    .orElseThrow();
            JsonNode spec = Manifests.pod(document).path("spec");
            JsonNode init = spec.path("initContainers").path(0);
            PodmanPod pod = new PodmanPod(document, spec.path("containers").path(0), address);
            if (init.isMissingNode()) {
                podman(pod.command(this));
            } else {
                pod.init = new PodmanPod(document, init, address);
                pod.startAfterInit = () -> podman(pod.command(this));
                podman(pod.init.command(this));
            }
            return pod;
        }

        private Map<String, String> named(String kind, String name) {
            if (kind.equals("Secret") && secrets.containsKey(name)) {
                return secrets.get(name);
            }
            Map<String, String> entries = new LinkedHashMap<>();
            manifests
                    .ofKind(kind)
                    .filter(document ->
                            document.path("metadata").path("name").asText().equals(name))
                    .forEach(document -> document.path("data")
                            .properties()
                            .forEach(entry ->
                                    entries.put(entry.getKey(), entry.getValue().asText())));
            return entries;
        }
    }

    private List<String> command(PodEnvironment place) {
        JsonNode securityContext = container.path("securityContext");
        JsonNode podSecurity = spec.path("securityContext");
        JsonNode limits = container.path("resources").path("limits");
        List<String> command = new ArrayList<>(List.of("run", "-d", "--name", name, "--pull=never", "--network=host"));
        command.addAll(RUN_OPTIONS);
        command.addAll(List.of(
                "--user=" + podSecurity.path("runAsUser").asInt() + ":"
                        + podSecurity.path("runAsGroup").asInt(),
                "--memory=" + bytes(limits.path("memory").asText()),
                "--memory-swap=" + bytes(limits.path("memory").asText()),
                "--cpus=" + limits.path("cpu").asText()));
        if (podSecurity.has("fsGroup")) {
            command.add("--group-add=" + podSecurity.path("fsGroup").asInt());
        }
        if (securityContext.path("readOnlyRootFilesystem").asBoolean()) {
            command.addAll(List.of("--read-only", "--read-only-tmpfs=false"));
        }
        if (!securityContext.path("allowPrivilegeEscalation").asBoolean(true)) {
            command.add("--security-opt=no-new-privileges");
        }
        securityContext.at("/capabilities/drop").forEach(dropped -> command.add("--cap-drop=" + dropped.asText()));
        place.hosts().forEach((host, at) -> command.add("--add-host=" + host + ":" + at));
        environment(place).forEach((key, value) -> command.addAll(List.of("-e", key + "=" + value)));
        container.path("volumeMounts").forEach(mount -> command.addAll(volume(place, mount)));
        command.add("localhost/opentrack/" + imageName() + ":" + place.images());
        container.path("args").forEach(argument -> command.add(argument.asText()));
        return command;
    }

    private String imageName() {
        return container.path("image").asText().replaceAll("^.*/|:[^:/]*$", "");
    }

    private Map<String, String> environment(PodEnvironment place) {
        Map<String, String> environment = new LinkedHashMap<>();
        container
                .path("envFrom")
                .forEach(source -> environment.putAll(
                        place.named("ConfigMap", source.at("/configMapRef/name").asText())));
        for (JsonNode variable : container.path("env")) {
            String key = variable.path("name").asText();
            JsonNode secret = variable.at("/valueFrom/secretKeyRef");
            if (secret.isMissingNode()) {
                environment.put(key, variable.path("value").asText());
                continue;
            }
            String value = place.named("Secret", secret.path("name").asText())
                    .get(secret.path("key").asText());
            if (value != null) {
                environment.put(key, value);
            } else if (!secret.path("optional").asBoolean()) {
                throw new IllegalStateException(key + " has no " + secret);
            }
        }
        environment.putAll(place.overrides());
        for (String host : List.of("QUARKUS_HTTP_HOST", "QUARKUS_MANAGEMENT_HOST", "OPENTRACK_GATEWAY_HOST")) {
            environment.put(host, address);
        }
        return environment;
    }

    private List<String> volume(PodEnvironment place, JsonNode mount) {
        String path = mount.path("mountPath").asText();
        for (JsonNode volume : spec.path("volumes")) {
            if (volume.path("name").equals(mount.path("name"))) {
                if (volume.has("emptyDir")) {
                    String size = volume.at("/emptyDir/sizeLimit").asText();
                    return List.of("--tmpfs=" + path + ":rw,exec,mode=1777,size=" + bytes(size));
                }
                String secret = volume.at("/secret/secretName").asText();
                return List.of("--volume=" + files(place.named("Secret", secret)) + ":" + path + ":ro");
            }
        }
        throw new IllegalStateException(path + " has no volume");
    }

    /** Writes the files of a secret, readable by its group only if this process may set one. */
    private Path files(Map<String, String> secret) {
        try {
            Path folder = Files.createTempDirectory("secret");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            boolean root = System.getProperty("user.name").equals("root");
            for (Map.Entry<String, String> entry : secret.entrySet()) {
                Path file = Files.writeString(folder.resolve(entry.getKey()), entry.getValue());
                if (root) {
                    Files.setAttribute(
                            file,
                            "unix:gid",
                            spec.at("/securityContext/fsGroup").asInt());
                }
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(root ? "r--r-----" : "r--r--r--"));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the startup probe, as long as it allows, then for readiness. */
    void awaitReady() {
        JsonNode startup = container.path("startupProbe");
        awaitProbe(
                "startupProbe",
                startup.path("failureThreshold").asInt(),
                startup.path("periodSeconds").asInt(1));
        awaitProbe("readinessProbe", 20, 1);
    }

    private void awaitProbe(String probe, int times, int periodSeconds) {
        for (int i = 0; i < times; i++) {
            if (succeeds(probe)) {
                return;
            }
            if (!inspect("{{.State.Running}}").equals("true")) {
                break;
            }
            try {
                Thread.sleep(1_000L * periodSeconds);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        throw new AssertionError(name + ": no " + probe + " succeeds\n" + log());
    }

    /** @return true if a probe succeeds now, within its timeout */
    boolean succeeds(String probe) {
        JsonNode how = container.path(probe);
        Map<String, Integer> ports = new LinkedHashMap<>();
        container
                .path("ports")
                .forEach(port -> ports.put(
                        port.path("name").asText(), port.path("containerPort").asInt()));
        URI requested = URI.create("http://" + address + ":"
                + ports.get(how.at("/httpGet/port").asText())
                + how.at("/httpGet/path").asText());
        try {
            HttpRequest request = HttpRequest.newBuilder(requested)
                    .timeout(Duration.ofSeconds(how.path("timeoutSeconds").asInt(1)))
                    .build();
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() < 400;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Base URL of the service. */
    String url() {
        return "http://" + address + ":8080";
    }

    /** Waits for the end of a job; returns its exit code. */
    int awaitEnd() {
        if (init != null) {
            int code = init.awaitEnd();
            if (code != 0) {
                throw new IllegalStateException(init.log());
            }
            startAfterInit.run();
        }
        return Integer.parseInt(podman(List.of("wait", name)).strip());
    }

    /** Stops the pod as a kubelet does; returns true if it ends within its grace period. */
    boolean stopsGracefully() {
        int grace = spec.path("terminationGracePeriodSeconds").asInt(30);
        podman(List.of("stop", "-t", "" + grace, name));
        return !inspect("{{.State.ExitCode}}").equals("137");
    }

    /** @return true if it was killed for its memory use */
    boolean wasOomKilled() {
        return inspect("{{.State.OOMKilled}}").equals("true");
    }

    String log() {
        return podman(List.of("logs", name));
    }

    @Override
    public void close() {
        if (init != null) {
            init.close();
        }
        podman(List.of("rm", "-f", "-i", "-t", "1", name));
    }

    private String inspect(String what) {
        return podman(List.of("inspect", "--format", what, name)).strip();
    }

    private static String podman(List<String> arguments) {
        List<String> command = new ArrayList<>(PODMAN);
        command.addAll(arguments);
        try {
            Process podman = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .directory(Path.of(System.getProperty("java.io.tmpdir")).toFile())
                    .start();
            String output = new String(podman.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (podman.waitFor() != 0) {
                throw new IllegalStateException("podman " + arguments.get(0) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Bytes of a quantity such as {@code 64Mi}. */
    static long bytes(String quantity) {
        int unit = "KMG".indexOf(quantity.charAt(quantity.length() - 2));
        return Long.parseLong(quantity.substring(0, quantity.length() - 2)) << 10 * (unit + 1);
    }

    private static List<String> words(String property, String defaultValue) {
        String value = System.getProperty(property, defaultValue);
        return value.isBlank() ? List.of() : Arrays.asList(value.strip().split("\\s+"));
    }
}
