package run.opentrack.tests.structure;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.TestSuites;

/** Dependencies between packages and names of classes, as deploy/docs/conventions.md requires. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().importPaths(MainSources.classFolders());
    private static final Pattern BANNED_WORDS = Pattern.compile("```banned-words\\n([\\s\\S]*?)```");
    private static final Pattern WORD = Pattern.compile("[A-Z][a-z0-9]*");

    @Test
    void packages_have_no_cycles() {
        slices().matching("run.opentrack.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void framework_internals_are_used_in_adapters_only() {
        noClasses()
                .that()
                .resideOutsideOfPackage("run.opentrack..internal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx..impl..",
                        "io.netty..internal..",
                        "org.hibernate..internal..",
                        "io.quarkus..impl..",
                        "io.smallrye..impl..")
                .check(CLASSES);
    }

    @Test
    void resources_and_routes_reach_no_sql() {
        noClasses()
                .that()
                .haveSimpleNameEndingWith("Resource")
                .or()
                .haveSimpleNameEndingWith("Routes")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..sqlclient..", "org.hibernate..", "io.quarkus.hibernate..", "java.sql..")
                .orShould()
                .dependOnClassesThat()
                .haveSimpleNameEndingWith("Repository")
                .check(CLASSES);
    }

    @Test
    void class_names_have_no_banned_word() throws IOException {
        Set<String> banned = bannedWords();
        assertThat(CLASSES.stream()
                        .map(JavaClass::getSimpleName)
                        .filter(name -> WORD.matcher(name).results().anyMatch(word -> banned.contains(word.group()))))
                .isEmpty();
    }

    private static Set<String> bannedWords() throws IOException {
        String conventions = Files.readString(TestSuites.repository().resolve("deploy/docs/conventions.md"));
        Matcher block = BANNED_WORDS.matcher(conventions);
        assertThat(block.find()).isTrue();
        return Set.copyOf(Stream.of(block.group(1).trim().split("\\s+")).toList());
    }
}
