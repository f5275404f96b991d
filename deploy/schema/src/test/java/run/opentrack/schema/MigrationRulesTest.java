package run.opentrack.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that let a migration run while the previous version serves requests (README.md). */
class MigrationRulesTest {
    /** Files with violations that were applied before there were rules, and cannot change. */
    private static final Set<String> ACCEPTED = Set.of(
            "V003__Index_account_standing.sql",
            "V009__Index_competition_lists.sql",
            "V010__Index_long_competitions.sql",
            "V030__Report_export_progress.sql",
            "V041__Index_discriminators.sql",
            "V073__Index_country_with_discriminators.sql",
            "V075__Drop_index_of_login_limit_by_expiry.sql",
            "V076__Drop_slug_functions.sql",
            "V091__Create_redaction.sql",
            "V094__Index_imported_accounts.sql");

    private static final Path FOLDER = Path.of("src/main/resources/db/migration");
    private static final Pattern CREATED_TABLE = Pattern.compile("create table (?:if not exists )?([a-z_.]+)");
    private static final Pattern INDEXED_TABLE =
            Pattern.compile("create (?:unique )?index .*?\\bon (?:only )?([a-z_.]+)");
    private static final Pattern DROPPED_INDEX =
            Pattern.compile("drop index (?:concurrently )?(?:if exists )?([a-z_]+)");
    private static final Pattern REMOVAL = Pattern.compile(
            "drop (table|view|function|type|sequence|schema).*|alter table .* "
                    + "(drop (column|constraint)|rename|alter column \\w+ (set data )?type|alter column \\w+ set not null)\\b.*");
    private static final String CONTRACT = "-- contract: unused since version ";

    @Test
    void every_migration_can_run_beside_the_previous_version() throws IOException {
        Map<String, List<String>> violations = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".sql")).toList()) {
                Path settings = file.resolveSibling(file.getFileName() + ".conf");
                boolean transactional =
                        !Files.exists(settings) || !Files.readString(settings).contains("executeInTransaction=false");
                violations.put(file.getFileName().toString(), violations(Files.readString(file), transactional));
            }
        }
        assertThat(violations).hasSizeGreaterThan(60);
        violations.values().removeIf(List::isEmpty);
        Set<String> accepted = new TreeSet<>(violations.keySet());
        accepted.retainAll(ACCEPTED);
        assertThat(accepted).as("files that are accepted in vain").isEqualTo(new TreeSet<>(ACCEPTED));
        violations.keySet().removeAll(ACCEPTED);
        assertThat(violations).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CREATE TABLE a (id int); CREATE INDEX a_idx ON a (id)               | true  |
            ALTER TABLE a ADD COLUMN b text                                     | true  |
            ALTER TABLE a ADD COLUMN b text NOT NULL DEFAULT ''                 | true  |
            DROP INDEX CONCURRENTLY IF EXISTS i; CREATE INDEX CONCURRENTLY i ON a (b) | false |
            -- contract: unused since version 1.4\\nALTER TABLE a DROP COLUMN b  | true  |
            CREATE INDEX i ON a (b)                                             | true  | concurrently
            CREATE UNIQUE INDEX i ON a (b)                                      | true  | concurrently
            CREATE INDEX CONCURRENTLY i ON a (b)                                | false | repeatable
            DROP INDEX CONCURRENTLY IF EXISTS i; CREATE INDEX CONCURRENTLY i ON a (b) | true | transaction
            DROP INDEX i; CREATE INDEX CONCURRENTLY i ON a (b)                  | false | concurrently
            DROP INDEX CONCURRENTLY IF EXISTS i                                 | false | contract
            DROP INDEX CONCURRENTLY IF EXISTS i; CREATE INDEX CONCURRENTLY i2 ON a (b) | false | contract
            -- contract: unused since version 1.4\\nDROP INDEX CONCURRENTLY i     | false |
            ALTER TABLE a DROP COLUMN b                                         | true  | contract
            DROP TABLE a                                                        | true  | contract
            ALTER TABLE a RENAME COLUMN b TO c                                  | true  | contract
            ALTER TABLE a ALTER COLUMN b TYPE bigint                            | true  | contract
            ALTER TABLE a ALTER COLUMN b SET NOT NULL                           | true  | contract
            ALTER TABLE a ADD COLUMN b text NOT NULL                            | true  | default
            ALTER TABLE a ADD CONSTRAINT a_fkey FOREIGN KEY (b) REFERENCES c    | true  | NOT VALID
            ALTER TABLE a ADD CONSTRAINT a_fkey FOREIGN KEY (b) REFERENCES c NOT VALID | true |
            """)
    void a_rule_is_applied(String sql, boolean transactional, String violated) {
        List<String> violations = violations(sql.replace("\\n", "\n"), transactional);
        if (violated == null) {
            assertThat(violations).isEmpty();
        } else {
            assertThat(violations).isNotEmpty().allMatch(violation -> violation.contains(violated));
        }
    }

    private static List<String> violations(String sql, boolean transactional) {
        String lower = sql.toLowerCase(Locale.ROOT);
        boolean contracts = lower.contains(CONTRACT);
        List<String> created = CREATED_TABLE
                .matcher(lower)
                .results()
                .map(result -> result.group(1))
                .toList();
        List<String> violations = new ArrayList<>();
        for (String statement : lower.replaceAll("--[^\n]*", "").split(";")) {
            check(statement.replaceAll("\\s+", " ").strip(), lower, created, contracts, transactional, violations);
        }
        return violations;
    }

    private static void check(
            String statement,
            String file,
            List<String> created,
            boolean contracts,
            boolean transactional,
            List<String> violations) {
        Matcher index = INDEXED_TABLE.matcher(statement);
        boolean concurrent = statement.contains("index concurrently");
        if (index.lookingAt() && !concurrent && !created.contains(index.group(1))
                || statement.startsWith("drop index") && !concurrent) {
            violations.add("an index of an existing table is created and dropped concurrently: " + statement);
        }
        if (concurrent && transactional) {
            violations.add("CONCURRENTLY runs in no transaction, see README.md: " + statement);
        }
        if (statement.startsWith("create") && concurrent && !file.contains("drop index concurrently if exists")) {
            violations.add("a failed build leaves an invalid index, so drop it before to be repeatable: " + statement);
        }
        Matcher dropped = DROPPED_INDEX.matcher(statement);
        boolean removed = dropped.lookingAt()
                && !file.matches("(?s).*create (unique )?index (concurrently )?" + dropped.group(1) + "\\b.*");
        if (!contracts && (removed || REMOVAL.matcher(statement).matches())) {
            violations.add("the previous version uses it; needs a line '" + CONTRACT + "…': " + statement);
        }
        if (statement.matches("alter table .* add column .* not null(?!.*\\bdefault\\b).*")
                && !statement.matches(".*\\bdefault\\b.*")) {
            violations.add("the previous version does not write the column, so it needs a default: " + statement);
        }
        if (statement.matches("alter table .* add constraint .*(foreign key|check).*")
                && !statement.endsWith("not valid")
                && created.stream().noneMatch(table -> statement.startsWith("alter table " + table + " "))) {
            violations.add(
                    "validation locks the table, so add it NOT VALID and validate it in another file: " + statement);
        }
    }
}
