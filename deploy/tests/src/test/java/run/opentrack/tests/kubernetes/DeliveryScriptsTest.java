package run.opentrack.tests.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.tests.support.CommandResult;
import run.opentrack.tests.support.TestSuites;

/** Scripts of release and monitoring, as far as they need no container. */
@EnabledIf("canRun")
class DeliveryScriptsTest {
    private static final Path SCRIPTS = TestSuites.repository().resolve("deploy");

    @TempDir
    Path folder;

    static boolean canRun() {
        return CommandResult.succeeds("python3", "--version") && CommandResult.succeeds("openssl", "version");
    }

    @Test
    void a_release_requires_a_version_and_a_base_by_digest() {
        String script = SCRIPTS.resolve("release.sh").toString();
        assertThat(run("bash", script, "next").output()).contains("a version such as 1.2.0 is required");
        assertThat(run("env", "-u", "BASE_DIGEST", "bash", script, "1.2.0").output())
                .contains("BASE_DIGEST is required");
    }

    /** With stubs of the build, the chart, podman, docker and cosign. */
    @Test
    void a_release_is_signed_and_has_a_runtime_by_digest_in_its_provenance() throws Exception {
        Path deploy = Files.createDirectories(folder.resolve("deploy/images")).getParent();
        Files.copy(SCRIPTS.resolve("release.sh"), deploy.resolve("release.sh"));
        Files.copy(SCRIPTS.resolve("images/provenance.py"), deploy.resolve("images/provenance.py"));
        Map<String, String> stubs = Map.of(
                "deploy/images/build.sh",
                        "mkdir -p deploy/images/target; for i; do touch deploy/images/target/$i.sbom.json; done",
                "deploy/kubernetes/helm-chart.py", "touch $6",
                "cosign", "echo \"$*\" >>cosign.log",
                "docker", "case $1 in push) exit 1;; inspect) echo registry.test/migration@sha256:0;; esac",
                "podman", "printf sha256:%064d 7 >$4");
        for (Map.Entry<String, String> stub : stubs.entrySet()) {
            Path file = folder.resolve(stub.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, "#!/bin/sh\n" + stub.getValue() + "\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
        }
        shell(
                "echo target/ >.gitignore && git init -q && git add -A && git -c user.name=a -c user.email=a@example.org commit -qm a");
        String base = "sha256:" + "0".repeat(64);
        assertThat(release(base, "registry/jre:25", "podman").output()).contains("RUNTIME is required by digest");
        String runtime = "registry/jre@sha256:" + "1".repeat(64);
        assertThat(release(base, runtime, "docker").status())
                .as("no image is pushed")
                .isNotZero();
        shell("rm -r deploy/images/target");
        CommandResult result = release(base, runtime, "podman");
        assertThat(result.status()).as(result.output()).isZero();
        Path made = deploy.resolve("images/target/release-1.2.0");
        JsonNode provenance =
                new ObjectMapper().readTree(made.resolve("provenance.json").toFile());
        assertThat(provenance.path("subject")).hasSize(5);
        assertThat(provenance.findValuesAsText("uri"))
                .endsWith("oci://docker.io/library/eclipse-temurin:25-jre-noble", "oci://registry/jre");
        assertThat(Files.readString(made.resolve("SHA256SUMS"))).contains("provenance.json", "opentrack-1.2.0.tgz");
        String digest = Files.readAllLines(made.resolve("digests")).get(4).split(" ")[0];
        assertThat(Files.readAllLines(folder.resolve("cosign.log")))
                .hasSize(15)
                .contains("sign --yes --key cosign.key registry.test/gateway@" + digest)
                .anyMatch(line -> line.startsWith("attest") && line.contains(" cyclonedx ") && line.endsWith(digest))
                .anyMatch(line ->
                        line.startsWith("attest") && line.contains(" slsaprovenance1 ") && line.endsWith(digest));
    }

    private CommandResult release(String base, String runtime, String builder) {
        Map<String, String> environment = Map.of(
                "BASE_DIGEST",
                base,
                "RUNTIME",
                runtime,
                "BUILDER",
                builder,
                "REGISTRY",
                "registry.test",
                "COSIGN_KEY",
                "cosign.key",
                "PATH",
                folder + ":" + System.getenv("PATH"));
        return CommandResult.of(folder, environment, "bash", "deploy/release.sh", "1.2.0");
    }

    /** Both builders get one time for all files, each by its own means. */
    @Test
    void an_image_is_built_with_fixed_times_by_podman_and_docker() throws Exception {
        Path images = Files.createDirectories(folder.resolve("deploy/images"));
        for (String script : List.of("build.sh", "sbom.py", "train.sh", "Containerfile")) {
            Files.copy(SCRIPTS.resolve("images").resolve(script), images.resolve(script));
        }
        shell("mkdir -p deploy/schema/target/lib && cd deploy/schema/target && touch schema-1-SNAPSHOT.jar"
                + " && echo '{\"metadata\":{},\"components\":[]}' >bom.json && cd - && for b in podman docker; do"
                + " printf '#!/bin/sh\ncase $1 in --version) echo '$b' version 5;; create) echo c;; cp) echo ID=x >$3/os-release;; build) echo"
                + " \"$SOURCE_DATE_EPOCH $*\" >$LOG;; esac\n' >$b && chmod +x $b; done;"
                + " printf '#!/bin/sh\nmkdir -p deploy/schema/target/lib\n' >maven && chmod +x maven");
        for (String builder : List.of("podman", "docker")) {
            Path log = folder.resolve(builder + ".log");
            CommandResult result = CommandResult.of(
                    folder,
                    Map.of(
                            "BUILDER", folder.resolve(builder).toString(),
                            "MAVEN", folder.resolve("maven").toString(),
                            "LOG", log.toString(),
                            "RUNTIME", "registry/jre@sha256:" + "1".repeat(64),
                            "SOURCE_DATE_EPOCH", "1234567890"),
                    "bash",
                    images.resolve("build.sh").toString(),
                    "migration");
            assertThat(result.status()).as(result.output()).isZero();
            assertThat(Files.readString(log))
                    .startsWith("1234567890 build ")
                    .contains("base.digest=sha256:" + "1".repeat(64))
                    .contains(
                            builder.equals("podman")
                                    ? " --timestamp 1234567890 "
                                    : " type=docker,rewrite-timestamp=true --provenance=false --build-arg SOURCE_DATE_EPOCH ")
                    .doesNotContain(builder.equals("podman") ? "rewrite-timestamp" : "--timestamp ");
        }
    }

    @Test
    void the_provenance_names_images_sources_and_all_bases() throws Exception {
        Files.writeString(folder.resolve("digests"), "sha256:" + "a".repeat(64) + "  gateway\n");
        String[] command = {
            "python3",
            SCRIPTS + "/images/provenance.py",
            ".",
            "1.2.0",
            "c0ffee",
            "https://git.test/opentrack",
            "registry/jre:25@sha256:" + "b".repeat(64),
            "registry/small@sha256:" + "c".repeat(64)
        };
        assertThat(run(command)).isEqualTo(new CommandResult(0, ""));
        ObjectMapper json = new ObjectMapper();
        JsonNode statement = json.readTree(folder.resolve("provenance.json").toFile());
        assertThat(statement.path("predicateType").asText()).isEqualTo("https://slsa.dev/provenance/v1");
        assertThat(statement.path("predicate"))
                .isEqualTo(json.readTree(
                        folder.resolve("provenance.predicate.json").toFile()));
        assertThat(statement.path("subject").toString())
                .isEqualTo("[{\"name\":\"opentrack/gateway\",\"digest\":{\"sha256\":\"" + "a".repeat(64) + "\"}}]");
        JsonNode dependencies = statement.at("/predicate/buildDefinition/resolvedDependencies");
        assertThat(dependencies.findValuesAsText("uri"))
                .containsExactly("git+https://git.test/opentrack", "oci://registry/jre:25", "oci://registry/small");
        assertThat(dependencies.findValuesAsText("gitCommit")).containsExactly("c0ffee");
        assertThat(dependencies.findValuesAsText("sha256")).containsExactly("b".repeat(64), "c".repeat(64));
    }

    @Test
    void an_image_that_its_bill_of_materials_does_not_describe_is_found() throws Exception {
        String jar = "{\"name\":\"a\",\"version\":\"1\",\"purl\":\"pkg:maven/g/a@1\"}";
        String complete = "{\"components\":[" + jar
                + ",{\"name\":\"libc6\",\"version\":\"2\",\"purl\":\"pkg:deb/debian/libc6@2\"}]}";
        String bare = "{\"components\":[" + jar + "]}";
        assertThat(billCheck(complete, complete, "g.a-1.jar", "g.a-1-linux-x86_64.jar")
                        .output())
                .isEqualTo("2 components\n");
        assertThat(billCheck(complete, complete, "g.a-1.jar", "g.b-1.jar").output())
                .contains("not in the bill of materials: g.b-1.jar");
        assertThat(billCheck(complete, bare, "g.a-1.jar").output()).contains("is another one");
        assertThat(billCheck(bare, bare, "g.a-1.jar").output()).contains("no package of the base image");
    }

    private CommandResult billCheck(String released, String inside, String... jars) throws Exception {
        shell("rm -rf app && mkdir -p app/lib");
        Files.writeString(folder.resolve("released.json"), released);
        Files.writeString(folder.resolve("app/sbom.json"), inside);
        for (String jar : jars) {
            Files.writeString(folder.resolve("app/lib").resolve(jar), "");
        }
        String check = SCRIPTS.resolve("images/sbom-check.py").toString();
        return run("bash", "-c", "tar -c app | python3 " + check + " released.json");
    }

    @Test
    void a_release_is_built_without_files_of_earlier_builds() throws Exception {
        Path images = Files.createDirectories(folder.resolve("deploy/images"));
        Files.copy(SCRIPTS.resolve("release.sh"), images.resolveSibling("release.sh"));
        Files.copy(SCRIPTS.resolve("images/build.sh"), images.resolve("build.sh"));
        shell("printf '#!/bin/sh\\necho \"maven $*\"; exit 3\\n' >maven && chmod +x maven && git init -q && git add -A"
                + " && git -c user.name=a -c user.email=a@example.org commit -qm a");
        CommandResult result = run(
                "env",
                "BASE_DIGEST=sha256:" + "0".repeat(64),
                "MAVEN=" + folder.resolve("maven"),
                "bash",
                images.resolveSibling("release.sh").toString(),
                "1.2.0");
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.output()).startsWith("maven clean ").contains(" package ");
    }

    @Test
    void a_changed_or_added_file_and_a_wrong_signature_are_found() throws Exception {
        Path release = Files.createDirectories(folder.resolve("release-1.2.0"));
        Files.writeString(release.resolve("digests"), "");
        Files.writeString(release.resolve("images.yaml"), "images:\n");
        Files.writeString(release.resolve("opentrack-1.2.0.tgz"), "");
        shell("cd release-1.2.0 && sha256sum ./digests ./images.yaml ./opentrack-1.2.0.tgz >SHA256SUMS && cd .. "
                + "&& for k in a b; do openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $k.key; "
                + "openssl pkey -in $k.key -pubout -out $k.pub; done "
                + "&& openssl dgst -sha256 -sign a.key -out release-1.2.0/SHA256SUMS.sig release-1.2.0/SHA256SUMS");
        assertThat(verify("--key", "a.pub"))
                .isEqualTo(new CommandResult(0, "signature: verified\nchecksums: 3 files\n"));
        assertThat(verify().output()).contains("NOT VERIFIED");
        assertThat(verify("--key", "b.pub")).isEqualTo(new CommandResult(1, "verify.sh: the signature is wrong\n"));

        Files.writeString(release.resolve("images.yaml"), "images: []\n");
        assertThat(verify("--key", "a.pub").output()).contains("a file differs from its checksum");
        Files.writeString(release.resolve("images.yaml"), "images:\n");
        Files.writeString(release.resolve("added"), "");
        assertThat(verify("--key", "a.pub").output()).contains("not in the checksums: ./added");
        Files.delete(release.resolve("added"));
        Files.move(release, folder.resolve("release-1.3.0"));
        String script = SCRIPTS.resolve("images/verify.sh").toString();
        assertThat(run("bash", script, "release-1.3.0", "--key", "a.pub").output())
                .contains("the release is not 1.3.0");
    }

    @Test
    void each_image_of_a_release_is_verified_though_the_builder_reads_its_input() throws Exception {
        shell(
                "mkdir -p app release-1.2.0 && echo '{\"components\":[{\"name\":\"libc6\",\"version\":\"2\","
                        + "\"purl\":\"pkg:deb/debian/libc6@2\"}]}' >app/sbom.json && cd release-1.2.0 && touch opentrack-1.2.0.tgz images.yaml"
                        + " && for image in auth gateway; do cp ../app/sbom.json $image.sbom.json; echo \"sha256:0  $image\" >>digests; done"
                        + " && find . -type f | xargs sha256sum >../SUMS && mv ../SUMS SHA256SUMS && cd .."
                        + " && printf '#!/bin/sh\ncat >/dev/null\ncase $1 in cp) tar -c app;; *) echo x;; esac\n' >builder && chmod +x builder");
        String script = SCRIPTS.resolve("images/verify.sh").toString();
        CommandResult result = run("bash", "-c", "BUILDER=./builder bash " + script + " release-1.2.0 </dev/null");
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("auth: sha256:0", "gateway: sha256:0");
    }

    @Test
    void the_bill_of_materials_has_all_jars_and_the_packages_and_runtime_of_the_base() throws Exception {
        Path base = Files.createDirectories(folder.resolve("base"));
        Files.writeString(base.resolve("os-release"), "ID=debian\nVERSION_ID=\"13\"\n");
        Files.writeString(base.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_RUNTIME_VERSION=\"25.0.3+9\"\n");
        Files.writeString(
                base.resolve("status"),
                "Package: libc6\nStatus: install ok installed\nVersion: 2.41-12\n\n"
                        + "Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n");
        Path bill = folder.resolve("sbom.json");
        Files.writeString(
                bill,
                "{\"metadata\":{\"timestamp\":\"now\"},\"components\":[{\"type\":\"library\",\"group\":\"g\",\"name\":\"a\","
                        + "\"version\":\"1\",\"purl\":\"pkg:maven/g/a@1\"}]}");
        // A conditional dependency of an extension is not in Maven's graph.
        Path jars = Files.writeString(base.resolve("dependencies"), "g:a::jar:1\ng:added::jar:2\n");
        String script = SCRIPTS.resolve("images/sbom.py").toString();
        assertThat(run(
                        "python3",
                        script,
                        bill.toString(),
                        base.toString(),
                        "registry/jre:25",
                        "sha256:0",
                        jars.toString()))
                .isEqualTo(new CommandResult(0, ""));
        JsonNode completed = new ObjectMapper().readTree(bill.toFile());
        assertThat(new TreeSet<>(completed.path("components").findValuesAsText("purl")))
                .isEqualTo(new TreeSet<>(Set.of(
                        "pkg:maven/g/a@1",
                        "pkg:maven/g/added@2?type=jar",
                        "pkg:deb/debian/libc6@2.41-12",
                        "pkg:generic/debian@13",
                        "pkg:generic/openjdk-jre@25.0.3+9",
                        "pkg:oci/jre@sha256:0")));
        assertThat(completed.at("/metadata/timestamp").isMissingNode()).isTrue();
    }

    @Test
    void a_rebuild_differs_in_the_archive_and_the_content_of_generated_classes_only() throws Exception {
        shell(
                "mkdir -p a/app b/app; for f in a b; do echo x >$f/app/run.jar; echo $f >$f/app/app.aot; echo $f >X.class;"
                        + " jar -cfM $f/app/generated-bytecode.jar X.class; tar -cf $f.tar -C $f app; done");
        assertThat(compare("b.tar")).isEqualTo(new CommandResult(0, "3 files\n"));
        shell("touch Y.class; jar -cfM b/app/generated-bytecode.jar X.class Y.class; tar -cf b.tar -C b app");
        assertThat(compare("b.tar").output()).contains("different from the rebuild: app/generated-bytecode.jar");
        shell("cp a/app/generated-bytecode.jar b/app/; echo y >b/app/run.jar; touch b/app/z; tar -cf b.tar -C b app");
        assertThat(compare("b.tar").output()).contains("different from the rebuild: app/run.jar, app/z");
    }

    private CommandResult compare(String rebuilt) {
        return run("python3", SCRIPTS.resolve("images/compare.py").toString(), "a.tar", rebuilt);
    }

    @Test
    void dashboards_and_rules_of_objectives_are_what_their_generator_writes() {
        String script =
                SCRIPTS.resolve("kubernetes/components/monitoring/generate.py").toString();
        assertThat(run("python3", script, "--check")).isEqualTo(new CommandResult(0, ""));
    }

    private CommandResult verify(String... arguments) {
        List<String> command = new java.util.ArrayList<>(
                List.of("bash", SCRIPTS.resolve("images/verify.sh").toString(), "release-1.2.0"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private void shell(String script) {
        assertThat(run("bash", "-c", script).status()).isZero();
    }

    private CommandResult run(String... command) {
        return CommandResult.of(folder, Map.of(), command);
    }
}
