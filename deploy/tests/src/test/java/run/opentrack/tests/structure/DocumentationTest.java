package run.opentrack.tests.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import run.opentrack.tests.support.TestSuites;

/** Top level of the repository, and package tables of the READMEs. */
class DocumentationTest {
    private static final Path ROOT = TestSuites.repository();
    private static final Pattern TABLE = Pattern.compile("\\| package \\|.*\\n\\|[-| ]+\\|\\n((?:\\|.*\\n?)*)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

    @Test
    void the_top_level_has_the_fixed_entries_only() throws IOException {
        try (Stream<Path> entries = Files.list(ROOT)) {
            assertThat(entries.map(entry -> entry.getFileName().toString())
                            .filter(name -> !name.startsWith(".") && !name.equals("target")))
                    .containsExactlyInAnyOrder(
                            "auth-service",
                            "competition-service",
                            "export-service",
                            "gateway",
                            "deploy",
                            "pom.xml",
                            "README.md",
                            "LICENSE");
        }
    }

    @TestFactory
    Stream<DynamicTest> every_module_documents_its_packages() {
        List<Path> modules = MainSources.modules();
        modules.add(ROOT.resolve("deploy/tests"));
        return modules.stream()
                .map(module ->
                        DynamicTest.dynamicTest(ROOT.relativize(module).toString(), () -> assertThat(documented(module))
                                .containsExactlyInAnyOrderElementsOf(packages(module))));
    }

    /** Rows of the table, packages below the module's root package. */
    private static Set<String> documented(Path module) throws IOException {
        Matcher table = TABLE.matcher(Files.readString(module.resolve("README.md")));
        assertThat(table.find()).as("package table").isTrue();
        return ROW.matcher(table.group(1))
                .results()
                .map(row -> row.group(1).replace('/', '.'))
                .filter(name -> !name.equals("."))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> packages(Path module) throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path file : javaFiles(module)) {
            Matcher declaration = Pattern.compile("(?m)^package run\\.opentrack\\.\\w+(?:\\.([\\w.]+))?;")
                    .matcher(Files.readString(file));
            if (declaration.find() && declaration.group(1) != null && isDocumented(module, file)) {
                names.add(declaration.group(1));
            }
        }
        return names;
    }

    private static boolean isDocumented(Path module, Path file) {
        return module.endsWith("tests") || module.relativize(file).startsWith("src/main/java");
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !folder.relativize(file).toString().matches("(.*/)?target/.*"))
                    .toList();
        }
    }
}
