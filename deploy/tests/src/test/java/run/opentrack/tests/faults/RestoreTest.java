package run.opentrack.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import run.opentrack.local.Ports;
import run.opentrack.local.PostgresServer;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteConfig;
import run.opentrack.schema.Migrate;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.Follower;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/**
 * Restore to a moment: base backup and WAL archive, as the operator's plug-in makes them. The backup is taken while clients
 * write, and the suite continues on the restored database.
 */
@ConcurrentClass
class RestoreTest {
    /** Content that a base backup leaves out; the folders themselves must exist. */
    private static final Set<String> EXCLUDED =
            Set.of("pg_wal", "pg_replslot", "pg_notify", "pg_serial", "pg_snapshots", "pg_stat_tmp", "pg_subtrans");

    private static final int WRITES = 12;

    private final Path folder = TestSuites.folder("restore");
    private final Path archive = folder.resolve("archive");
    private final Path backup = folder.resolve("backup");

    /** A confirmed create: its interval contains the moment of the commit. */
    private record Write(String id, Instant started, Instant ended) {}

    @Test
    void a_restore_has_exactly_the_writes_before_the_moment() throws Exception {
        Files.createDirectories(archive);
        SuiteConfig config = SuiteConfig.forTests(TestSuites.repository(), folder.resolve("suite"), 1)
                .withPostgres(List.of("archive_mode=on", "archive_command=cp %p " + archive + "/%f"));
        List<Write> writes;
        Instant moment;
        String changed;
        String deleted;
        String token;
        String password;
        Follower follower;
        try (Suite suite = TestSuites.start(config)) {
            ApiClient editor = new TestAccounts(suite).superuser();
            token = new TestAccounts(suite).superuserToken();
            changed = create(editor, "2031-01-01").id();
            deleted = create(editor, "2031-01-02").id();
            password = suite.describe().postgres().password();
            TestDatabase database = new TestDatabase(suite);
            writes = new ArrayList<>(whileBackingUp(database, editor));
            writes.addAll(createSeveral(editor, 3));
            moment = Instant.now();
            writes.addAll(createSeveral(editor, 4));
            editor.post(TestCompetitions.PATH + changed + "/", Map.of("city", "Afterwards"))
                    .requireStatus(200);
            assertThat(editor.delete(TestCompetitions.PATH + deleted + "/").status())
                    .isLessThan(300);
            follower = new Follower(editor, "");
            follower.synchronize(1_000);
            awaitArchive(database);
        }

        restore(config, moment, password);

        try (Suite suite = TestSuites.start(config)) {
            // Keys and passwords are not in the database: what was issued before stays valid.
            ApiClient reader = ApiClient.at(suite.describe().gatewayUrl()).withToken(token);
            for (Write write : writes) {
                int status = reader.statusOf(TestCompetitions.PATH + write.id() + "/");
                assertThat(write.ended().isBefore(moment) || write.started().isAfter(moment))
                        .isTrue();
                assertThat(status).as(write.toString()).isEqualTo(write.ended().isBefore(moment) ? 200 : 404);
            }
            assertThat(reader.get(TestCompetitions.PATH + changed + "/").text()).doesNotContain("Afterwards");
            assertThat(reader.statusOf(TestCompetitions.PATH + deleted + "/")).isEqualTo(200);

            assertThat(follower.copy()).isNotEqualTo(Follower.listed(reader, ""));
            follower.synchronize(1_000);
            assertThat(follower.restarts())
                    .as("a token of the lost database is a 410")
                    .isEqualTo(1);
            assertThat(follower.copy()).isEqualTo(Follower.listed(reader, ""));

            ApiClient editor = new TestAccounts(suite).withGroups("ADMIN_LIE").api();
            Write next = create(editor, "2031-12-31");
            assertThat(editor.get(TestCompetitions.PATH + "?start_date=2031-12-31")
                            .text())
                    .contains(next.id());
        }
    }

    /** The embedded server has no pg_dump: its tables are copied to an empty schema as pg_restore does. */
    @Test
    void followers_begin_anew_and_end_equal_when_a_dump_of_yesterday_was_restored() throws Exception {
        SuiteConfig config = SuiteConfig.forTests(TestSuites.repository(), folder.resolve("dumped"), 1);
        List<String> filters = List.of("", "?country=LIE", "?country=LIE&year=2031");
        List<Follower> followers = new ArrayList<>();
        Map<String, byte[]> dump;
        String lastVersion;
        String token;
        String password;
        try (Suite suite = TestSuites.start(config)) {
            ApiClient editor = new TestAccounts(suite).superuser();
            token = new TestAccounts(suite).superuserToken();
            password = suite.describe().postgres().password();
            List<Write> kept = createSeveral(editor, 3);
            filters.forEach(filter -> followers.add(new Follower(editor, filter)));
            followers.forEach(follower -> follower.synchronize(2));
            TestDatabase database = new TestDatabase(suite);
            dump = dump(database);
            createSeveral(editor, 3);
            editor.patch(TestCompetitions.PATH + kept.get(0).id(), Map.of("city", "Vaduz"))
                    .requireStatus(200);
            editor.delete(TestCompetitions.PATH + kept.get(1).id()).requireStatus(204);
            // The last one has not seen what is lost.
            followers.subList(0, 2).forEach(follower -> follower.synchronize(500));
            lastVersion = database.queryValue("SELECT max(version) FROM calendar_version");
        }
        Path data = config.folder().resolve("postgres");
        Files.move(data, folder.resolve("lost-dumped"));
        load(new PostgresServer(data, Ports.freePort(), password, List.of()), config.log("load"), dump);

        try (Suite suite = TestSuites.start(config)) {
            ApiClient reader = ApiClient.at(suite.describe().gatewayUrl()).withToken(token);
            create(new TestAccounts(suite).superuser(), "2031-12-31");
            assertThat(new TestDatabase(suite)
                            .queryValue("SELECT max(version) > ?::bigint FROM calendar_version", lastVersion))
                    .as("no version is counted twice")
                    .isEqualTo("t");
            for (int n = 0; n < filters.size(); n++) {
                followers.get(n).synchronize(2);
                assertThat(followers.get(n).restarts()).isEqualTo(1);
                assertThat(followers.get(n).copy()).hasSize(4).isEqualTo(Follower.listed(reader, filters.get(n)));
            }
        }
    }

    private static Map<String, byte[]> dump(TestDatabase database) throws SQLException, IOException {
        Map<String, byte[]> tables = new LinkedHashMap<>();
        try (Connection session = database.connect()) {
            session.setAutoCommit(false);
            session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            for (List<String> table : database.query(
                    "SELECT tablename FROM pg_tables WHERE schemaname = 'opentrack' AND tablename NOT LIKE 'flyway%'")) {
                ByteArrayOutputStream rows = new ByteArrayOutputStream();
                copies(session).copyOut("COPY opentrack." + table.get(0) + " TO STDOUT", rows);
                tables.put("COPY opentrack." + table.get(0) + " FROM STDIN", rows.toByteArray());
            }
            session.rollback();
        }
        for (List<String> sequence : database.query("SELECT sequencename, coalesce(last_value, 1) FROM pg_sequences")) {
            tables.put("SELECT setval('opentrack." + sequence.get(0) + "', " + sequence.get(1) + ")", null);
        }
        return tables;
    }

    /** Loads tables and sequences into a new server, without the triggers. */
    private static void load(PostgresServer server, Path log, Map<String, byte[]> dump) throws Exception {
        Process process = server.start(log);
        try {
            Eventually.within(30, server::isReady);
            Migrate.migrate(
                    Migrate.configure(server.jdbcUrl(), PostgresServer.OWNER, server.ownerPassword()), Duration.ZERO);
            try (Connection session = DriverManager.getConnection(
                            server.jdbcUrl(), PostgresServer.OWNER, server.ownerPassword());
                    Statement statement = session.createStatement()) {
                statement.execute("SET session_replication_role = replica");
                for (Map.Entry<String, byte[]> table : dump.entrySet()) {
                    if (table.getValue() == null) {
                        statement.execute(table.getKey());
                    } else {
                        statement.execute("DELETE FROM " + table.getKey().split(" ")[1]);
                        copies(session).copyIn(table.getKey(), new ByteArrayInputStream(table.getValue()));
                    }
                }
            }
        } finally {
            PostgresServer.stop(process);
        }
    }

    private static CopyManager copies(Connection session) throws SQLException {
        return session.unwrap(PGConnection.class).getCopyAPI();
    }

    /** Base backup by the low-level API, which is what a snapshot of a volume and pg_basebackup use too. */
    private List<Write> whileBackingUp(TestDatabase database, ApiClient editor) throws Exception {
        List<Write> writes = new ArrayList<>();
        try (Connection session = database.connect()) {
            text(session, "SELECT pg_backup_start('rehearsal', fast => true)");
            Thread writer = new Thread(() -> writes.addAll(createSeveral(editor, WRITES)));
            writer.start();
            copyData(folder.resolve("suite/postgres"), backup);
            writer.join();
            // The backup is consistent only from the label on, which is not in the data folder.
            Files.writeString(backup.resolve("backup_label"), text(session, "SELECT labelfile FROM pg_backup_stop()"));
        }
        assertThat(writes).hasSize(WRITES);
        return writes;
    }

    private void restore(SuiteConfig config, Instant moment, String password) throws Exception {
        Path data = config.folder().resolve("postgres");
        Files.move(data, folder.resolve("lost"));
        Files.move(backup, data);
        Files.createFile(data.resolve("recovery.signal"));
        int port = Ports.freePort();
        PostgresServer server = new PostgresServer(
                data,
                port,
                password,
                List.of(
                        "restore_command=cp " + archive + "/%f %p",
                        "recovery_target_time="
                                + moment.truncatedTo(ChronoUnit.MICROS)
                                        .toString()
                                        .replace("Z", "+00"),
                        "recovery_target_action=promote"));
        Process process = server.start(config.log("restore"));
        try {
            Eventually.within(30, () -> server.isReady() && isPromoted(server, password));
        } finally {
            PostgresServer.stop(process);
        }
    }

    private static boolean isPromoted(PostgresServer server, String password) {
        try (Connection database = DriverManager.getConnection(server.jdbcUrl(), PostgresServer.OWNER, password)) {
            return text(database, "SELECT pg_is_in_recovery()").equals("f");
        } catch (SQLException e) {
            return false;
        }
    }

    private static void awaitArchive(TestDatabase database) {
        String last = database.queryValue("SELECT pg_walfile_name(pg_switch_wal())");
        Eventually.within(
                20,
                () -> database.queryValue("SELECT coalesce(last_archived_wal, '') FROM pg_stat_archiver")
                                .compareTo(last)
                        >= 0);
    }

    private static List<Write> createSeveral(ApiClient editor, int number) {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            writes.add(create(editor, "2031-06-01"));
        }
        return writes;
    }

    private static Write create(ApiClient editor, String date) {
        Instant started = Instant.now();
        String id = editor.post(TestCompetitions.PATH, TestCompetitions.small("LIE", date))
                .requireStatus(201)
                .json()
                .get("id")
                .asText();
        return new Write(id, started, Instant.now());
    }

    private static String text(Connection database, String query) {
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** Copies files that change meanwhile, as a backup does; the WAL repairs them. */
    private static void copyData(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path copied = to.resolve(from.relativize(folder));
                Files.copy(folder, copied, StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path name = from.relativize(file);
                if (!EXCLUDED.contains(name.getName(0).toString()) && !name.startsWith("postmaster.pid")) {
                    Files.copy(file, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }
}
