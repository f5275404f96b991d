package run.opentrack.tests.structure;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.javaparser.ast.body.CallableDeclaration;
import com.github.javaparser.ast.body.TypeDeclaration;
import com.github.javaparser.ast.comments.Comment;
import com.github.javaparser.ast.comments.JavadocComment;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.structure.MainSources.Source;

/** Size of packages, files, classes and methods, and the form of javadoc, as deploy/docs/conventions.md requires. */
class CodeSizeTest {
    /** Ratchet: lowered as the code shrinks, raised only by what a feature needs. */
    private static final int MAX_CODE_LINES = 27_950;

    private static final int MAX_CLASS_LINES = 250;
    private static final int MAX_METHOD_LINES = 30;
    private static final int SMALL_FILE_LINES = 15;
    private static final double MAX_SMALL_FILES = 0.10;
    private static final int SMALL_PACKAGE_CLASSES = 2;
    private static final int MAX_SMALL_PACKAGES = 3;
    private static final double MAX_HEADLESS_JAVADOC = 0.03;
    private static final Pattern HEADLESS =
            Pattern.compile("[\\s*]*(What|Who|Whom|Whose|How|Whether|Where|When|Why|Which)\\b[\\s\\S]*");

    private static final List<Source> SOURCES = MainSources.all();

    @Test
    void main_code_does_not_grow() {
        assertThat(SOURCES.stream().mapToLong(Source::codeLines).sum()).isLessThanOrEqualTo(MAX_CODE_LINES);
    }

    @Test
    void classes_have_at_most_250_lines() {
        assertThat(SOURCES.stream()
                        .flatMap(source -> source.unit().findAll(TypeDeclaration.class).stream())
                        .filter(type -> MainSources.codeLines(type) > MAX_CLASS_LINES)
                        .map(TypeDeclaration::getNameAsString))
                .isEmpty();
    }

    @Test
    void methods_have_at_most_30_lines() {
        assertThat(SOURCES.stream().flatMap(CodeSizeTest::longMethods)).isEmpty();
    }

    @Test
    void few_files_are_small() {
        List<String> small = SOURCES.stream()
                .filter(source -> source.codeLines() <= SMALL_FILE_LINES)
                .map(source -> source.path().getFileName().toString())
                .toList();
        assertThat((double) small.size() / SOURCES.size()).as("%s", small).isLessThanOrEqualTo(MAX_SMALL_FILES);
    }

    @Test
    void few_packages_have_two_classes_or_less() {
        Map<String, Long> classes = SOURCES.stream().collect(groupingBy(Source::packageName, counting()));
        assertThat(classes.entrySet().stream().filter(entry -> entry.getValue() <= SMALL_PACKAGE_CLASSES))
                .hasSizeLessThanOrEqualTo(MAX_SMALL_PACKAGES);
    }

    @Test
    void javadoc_begins_with_a_noun_phrase_or_a_verb() {
        List<String> comments = SOURCES.stream()
                .flatMap(source -> source.unit().getAllComments().stream())
                .filter(JavadocComment.class::isInstance)
                .map(Comment::getContent)
                .toList();
        List<String> headless = comments.stream()
                .filter(comment -> HEADLESS.matcher(comment).matches())
                .toList();
        assertThat((double) headless.size() / comments.size())
                .as("%s", headless)
                .isLessThan(MAX_HEADLESS_JAVADOC);
    }

    private static Stream<String> longMethods(Source source) {
        return source.unit().findAll(CallableDeclaration.class).stream()
                .filter(method -> MainSources.codeLines(method) > MAX_METHOD_LINES)
                .map(method -> source.path().getFileName() + " " + method.getNameAsString());
    }
}
