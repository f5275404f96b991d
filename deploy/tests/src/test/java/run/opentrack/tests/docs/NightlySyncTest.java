package run.opentrack.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestKeys;
import run.opentrack.tests.support.TestSuites;

/** Four nights of deploy/examples/nightly_sync.py with the calendar of one country. */
class NightlySyncTest {
    private static final int COMPETITIONS = TestSuites.isFullRun() ? 3_000 : 300;
    private static final int MAX_UNCHANGED_SECONDS = TestSuites.isFullRun() ? 2 : 20;
    /** No other test uses Comoros. */
    private static final String COUNTRY = "COM";

    private static final TestDatabase DATABASE = new TestDatabase(TestSuites.shared());
    private final TestAccounts.TestAccount editor =
            new TestAccounts(TestSuites.shared()).withGroups("ADMIN_" + COUNTRY);

    private final String key = TestKeys.create(editor.api(), Map.of("countries", List.of(COUNTRY)))
            .get("key")
            .asText();

    @TempDir
    private Path folder;

    @AfterAll
    static void clear() {
        DATABASE.update("DELETE FROM opentrack.competition WHERE country_id = '" + COUNTRY + "'");
        DATABASE.update("DELETE FROM opentrack.competition_history WHERE country_id = '" + COUNTRY + "'");
    }

    @Test
    void each_night_writes_exactly_the_changes() throws IOException {
        PythonInterpreter.assumeAvailable();
        List<String> rows = new ArrayList<>(
                IntStream.range(0, COMPETITIONS).mapToObj(NightlySyncTest::row).toList());
        assertThat(lines(synchronise(rows), "upsert N-\\d+ 201 ")).isEqualTo(COMPETITIONS);
        assertThat(stored()).isEqualTo(COMPETITIONS);

        int history = history();
        long begin = System.nanoTime();
        assertThat(synchronise(rows)).isEmpty();
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("second night of %d competitions: %.2f s%n", COMPETITIONS, seconds);
        assertThat(history()).isEqualTo(history);
        assertThat(seconds).isLessThan(MAX_UNCHANGED_SECONDS);

        for (int n = 0; n < 30; n++) {
            rows.set(n, rows.get(n).replace(",Moroni", ",Mutsamudu"));
        }
        List<String> gone = List.copyOf(rows.subList(COMPETITIONS - 3, COMPETITIONS));
        rows.subList(COMPETITIONS - 3, COMPETITIONS).clear();
        String third = synchronise(rows);
        assertThat(lines(third, "upsert N-\\d+ 200 ")).isEqualTo(30);
        assertThat(lines(third, "cancelled N-\\d+$")).isEqualTo(3);
        assertThat(third.lines().count()).isEqualTo(33);
        assertThat(history()).isEqualTo(history + 33);
        assertThat(stored()).isEqualTo(COMPETITIONS);
        assertThat(cancelled()).isEqualTo(3);

        rows.addAll(gone.subList(0, 1));
        assertThat(lines(synchronise(rows), "scheduled N-\\d+$")).isEqualTo(1);
        assertThat(cancelled()).isEqualTo(2);
        assertThat(history()).isEqualTo(history + 34);
        assertThat(synchronise(rows)).isEmpty();

        rows.add("Meeting without an id," + COUNTRY + ",2027-05-01,,,");
        rows.add(rows.get(40).replace(",N-40,", ",N-40-again,"));
        assertThatThrownBy(() -> synchronise(rows))
                .hasMessageContaining("upsert Meeting without an id 422 ")
                .hasMessageContaining("'national_id'")
                .hasMessageContaining("upsert N-40-again 409 ['A competition with the same name and date exists', '")
                .hasMessageNotContaining("Traceback");
        assertThat(stored()).isEqualTo(COMPETITIONS);
        assertThat(cancelled()).isEqualTo(2);
    }

    private static int cancelled() {
        return Integer.parseInt(DATABASE.queryValue("SELECT count(*) FROM opentrack.competition WHERE country_id = '"
                + COUNTRY + "' AND status = 'cancelled'"));
    }

    private static String row(int n) {
        return TestCompetitions.newName() + "," + COUNTRY + ","
                + LocalDate.of(2027, 1, 1).plusDays(n % 365) + ",N-" + n + ",\"U20,SEN\",Moroni";
    }

    private String synchronise(List<String> rows) throws IOException {
        Path csv = folder.resolve("calendar.csv");
        Files.writeString(
                csv,
                "\uFEFFfull_name,country_id,date,national_id,age_groups,city\r\n" + String.join("\r\n", rows) + "\r\n");
        Map<String, String> environment = Map.of("OPENTRACK_HOST", editor.api().base(), "OPENTRACK_KEY", key);
        Path script = TestSuites.repository().resolve("deploy/examples/nightly_sync.py");
        return PythonInterpreter.run(folder, environment, List.of(script.toString(), csv.toString(), COUNTRY, "2027"));
    }

    private static long lines(String output, String beginning) {
        return Pattern.compile("(?m)^" + beginning).matcher(output).results().count();
    }

    private static int stored() {
        return Integer.parseInt(
                DATABASE.queryValue("SELECT count(*) FROM opentrack.competition WHERE country_id = '" + COUNTRY + "'"));
    }

    private static int history() {
        return Integer.parseInt(DATABASE.queryValue(
                "SELECT count(*) FROM opentrack.competition_history WHERE country_id = '" + COUNTRY + "'"));
    }
}
