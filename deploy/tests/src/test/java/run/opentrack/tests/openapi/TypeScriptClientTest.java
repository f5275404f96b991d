package run.opentrack.tests.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestSuites;

/** The types that openapi-typescript makes of the document, and a program that is written with them. */
class TypeScriptClientTest {
    private final TestAccounts people = new TestAccounts(TestSuites.shared());
    private final Path folder = TestSuites.repository().resolve("deploy/tests/target/typescript");

    @Test
    void the_generated_types_compile_and_sign_up_get_a_token_create_list_and_delete() throws Exception {
        assumeTrue(isThere("npm") && isThere("node"), "left out: npm and node are not installed");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("package.json"), "{\"private\": true, \"type\": \"module\"}");
        Files.write(
                folder.resolve("openapi.json"),
                people.anonymous().get("/openapi.json").bytes());
        for (String source : List.of("client.ts", "node.d.ts")) {
            Files.copy(
                    getClass().getResourceAsStream("/typescript/" + source),
                    folder.resolve(source),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Run install = run(
                "npm",
                "install",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "openapi-typescript@7.13.0",
                "openapi-fetch@0.17.0",
                "typescript@5.9.3");
        assumeTrue(install.code() == 0, "left out: npm cannot install: " + install.output());
        require(run("node", "node_modules/openapi-typescript/bin/cli.js", "openapi.json", "-o", "api.d.ts"));
        require(run(
                "node",
                "node_modules/typescript/bin/tsc",
                "--strict",
                "--target",
                "es2022",
                "--module",
                "nodenext",
                "--lib",
                "es2022,dom",
                "client.ts",
                "node.d.ts"));
        Run played = run("node", "client.js", people.anonymous().base(), people.superuserToken());
        require(played);
        assertThat(played.output()).contains("created, listed, deleted");
    }

    private static void require(Run run) {
        assertThat(run.code()).as(run.output()).isZero();
    }

    private static boolean isThere(String command) {
        return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    private Run run(String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Run(process.waitFor(), Files.readString(output));
    }

    private record Run(int code, String output) {}
}
