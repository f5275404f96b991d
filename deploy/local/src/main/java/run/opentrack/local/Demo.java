package run.opentrack.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Year;
import java.util.List;

/**
 * Loads demonstration data: the competitions of {@code demo/competitions.csv} for this year and the next, through the
 * public API, and one export run.
 */
final class Demo {
    private static final int MAX_WAIT_SECONDS = 120;
    private static final String COMPETITIONS = "/api/v1/competitions/";
    private static final String EXPORTS = "/api/v1/exports/";
    private static final int YEARS = 2;
    private static final int MAX_ITEMS = 1_000;

    private final DemoClient api;
    private final PrintStream progress;
    private int created;
    private int existing;

    private Demo(DemoClient api, PrintStream progress) {
        this.api = api;
        this.progress = progress;
    }

    static void load(SuiteFile suite, PrintStream progress) {
        Demo demo = new Demo(DemoClient.login(suite), progress);
        demo.create(competitions());
        demo.publish();
    }

    /** Rows of the file without its header. */
    static List<DemoCompetition> competitions() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Demo.class.getResourceAsStream("/demo/competitions.csv"), StandardCharsets.UTF_8))) {
            return lines.lines().skip(1).map(DemoCompetition::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void create(List<DemoCompetition> competitions) {
        int thisYear = Year.now().getValue();
        progress.println("creating " + YEARS * competitions.size() + " competitions");
        for (int year = thisYear; year < thisYear + YEARS; year++) {
            for (int start = 0; start < competitions.size(); start += MAX_ITEMS) {
                create(competitions.subList(start, Math.min(competitions.size(), start + MAX_ITEMS)), year);
            }
        }
        progress.println(created + " competitions registered" + (existing == 0 ? "" : ", " + existing + " existed"));
    }

    private void create(List<DemoCompetition> competitions, int year) {
        List<JsonNode> items = competitions.stream()
                .map(competition -> competition.bodyForYear(year))
                .toList();
        DemoClient.Response response = api.post(COMPETITIONS + "bulk", items.toString());
        JsonNode counts = response.json().path("counts");
        created += counts.path("created").asInt();
        existing += counts.path("duplicate").asInt();
        if (counts.path("created").asInt() + counts.path("duplicate").asInt() != items.size()) {
            throw new StartupException("creating the competitions failed: " + response);
        }
    }

    private void publish() {
        progress.println("exporting the calendars");
        DemoClient.Response run = api.post(EXPORTS, "");
        // 409: the scheduled run, or one that was interrupted, is in progress.
        for (int second = 0; run.status() == 409 && second < MAX_WAIT_SECONDS; second++) {
            DemoClient.pause(1_000);
            run = api.post(EXPORTS, "");
        }
        if (run.status() != 202) {
            throw new StartupException("the export could not be started: " + run);
        }
        String path = EXPORTS + run.json().get("id").asText();
        JsonNode state = api.get(path).json();
        while (state.get("status").asText().equals("running")) {
            DemoClient.pause(200);
            state = api.get(path).json();
        }
        progress.println("the export " + state.get("status").asText() + ", "
                + state.get("files").size() + " files");
    }
}
