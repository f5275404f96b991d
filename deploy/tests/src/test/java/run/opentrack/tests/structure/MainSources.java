package run.opentrack.tests.structure;

import com.github.javaparser.JavaParser;
import com.github.javaparser.JavaToken;
import com.github.javaparser.ParserConfiguration;
import com.github.javaparser.Range;
import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import run.opentrack.tests.support.TestSuites;

/** Main sources and compiled classes of all modules, for rules that hold across modules. */
final class MainSources {
    private static final List<String> MODULES = List.of(
            "auth-service",
            "competition-service",
            "export-service",
            "gateway",
            "deploy/libs/http",
            "deploy/libs/security",
            "deploy/libs/database",
            "deploy/schema",
            "deploy/local",
            "deploy/bench");

    private MainSources() {}

    /** One parsed source file. */
    record Source(Path path, CompilationUnit unit) {
        String packageName() {
            return unit.getPackageDeclaration().orElseThrow().getNameAsString();
        }

        /** Lines with code, without comments, blank lines, imports and the package declaration. */
        long codeLines() {
            return unit.getTypes().stream().mapToLong(MainSources::codeLines).sum();
        }
    }

    static List<Path> modules() {
        return MODULES.stream()
                .map(module -> TestSuites.repository().resolve(module))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    static List<Path> classFolders() {
        return modules().stream()
                .map(module -> module.resolve("target/classes"))
                .toList();
    }

    static List<Source> all() {
        JavaParser parser =
                new JavaParser(new ParserConfiguration().setLanguageLevel(ParserConfiguration.LanguageLevel.JAVA_17));
        return MODULES.stream()
                .flatMap(module -> files(TestSuites.repository().resolve(module).resolve("src/main/java")))
                .map(file -> new Source(file, parse(parser, file)))
                .toList();
    }

    static long codeLines(Node node) {
        return StreamSupport.stream(node.getTokenRange().orElseThrow().spliterator(), false)
                .filter(token -> !token.getCategory().isWhitespaceOrComment())
                .flatMapToInt(MainSources::lines)
                .distinct()
                .count();
    }

    private static IntStream lines(JavaToken token) {
        Range range = token.getRange().orElseThrow();
        return IntStream.rangeClosed(range.begin.line, range.end.line);
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CompilationUnit parse(JavaParser parser, Path file) {
        try {
            return parser.parse(file).getResult().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
