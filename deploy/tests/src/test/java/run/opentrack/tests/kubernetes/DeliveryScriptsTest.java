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
