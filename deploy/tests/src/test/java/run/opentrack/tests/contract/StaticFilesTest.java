package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.READER;
import static run.opentrack.tests.contract.ContractFixture.SUPERUSER;
import static run.opentrack.tests.contract.ContractFixture.assertRejected;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.Year;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.ExportRuns;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Published calendars, and the calls that start and follow a run. */
class StaticFilesTest {
    private static final List<String> EUROPEAN = List.of(("ALB AND ARM AUT AZE BEL BGR BIH BLR CHE CYP CZE DEU DNK ESP"
                    + " EST FIN FRA GBR GEO GIB GRC HRV HUN IRL ISL ISR ITA LIE LTU LUX LVA MCO MDA MKD MLT MNE NLD NOR"
                    + " POL PRT ROU RUS SMR SRB SVK SVN SWE TUR UKR XKX")
            .split(" "));
    private static final int THIS_YEAR = Year.now().getValue();
    private static final int[] YEARS = {THIS_YEAR, THIS_YEAR + 1};
    private static final ApiClient FILES =
            ApiClient.at(TestSuites.shared().describe().staticUrl());
    private static final ExportRuns RUNS = new ExportRuns(SUPERUSER);

    private static JsonNode run;

    @BeforeAll
    static void publish() {
        for (int year : YEARS) {
            ContractFixture.create(TestCompetitions.small("SMR", year + "-04-01"));
            Map<String, Object> full = TestCompetitions.small("EST", year + "-04-02");
            full.put("full_name", full.get("full_name") + " Marathon é 🏃");
            full.put("age_groups", List.of("U12,U14", "SEN"));
            full.put("wa_rankings_category_id", 15);
            ContractFixture.create(full);
            ContractFixture.create(TestCompetitions.small("KEN", year + "-04-03"));
        }
        run = RUNS.run("");
    }

    @Test
    void run_is_followed_until_it_succeeded() {
        assertThat(run.get("status").asText()).isEqualTo("succeeded");
        assertThat(Instant.parse(run.get("finished_at").asText()))
                .isAfterOrEqualTo(Instant.parse(run.get("started_at").asText()));
        run.get("files").forEach(file -> {
            assertThat(file.fieldNames()).toIterable().contains("name", "rows", "bytes", "sha256", "action");
            assertThat(file.get("action").asText()).isIn("written", "unchanged");
        });
        JsonNode list = READER.api().get(ExportRuns.PATH).json();
        assertThat(list).contains(run);
        assertThat(ContractFixture.texts(list, entry -> entry.get("started_at").asText()))
                .isSortedAccordingTo(
                        java.util.Comparator.comparing(Instant::parse, java.util.Comparator.reverseOrder()));
    }

    @Test
    void only_superusers_start_a_run_and_any_account_follows_it() {
        assertRejected(READER.api().post(ExportRuns.PATH, ""), 403, "SUPERUSER");
        assertRejected(ContractFixture.ADMIN.api().post(ExportRuns.PATH, ""), 403, "SUPERUSER");
        READER.api().get(ExportRuns.PATH + run.get("id").asText()).requireStatus(200);
        assertRejected(READER.api().get(ExportRuns.PATH + UUID.randomUUID()), 404);
    }

    @Test
    void started_run_is_202_and_a_second_one_409() {
        Response first = RUNS.start("");
        assertThat(first.json().get("status").asText()).isEqualTo("running");
        assertThat(first.json().get("finished_at").isNull()).isTrue();
        assertRejected(SUPERUSER.post(ExportRuns.PATH, ""), 409);
        assertThat(RUNS.awaitEnd(first.json().get("id").asText()).get("status").asText())
                .isEqualTo("succeeded");
    }

    @Test
    void each_file_is_byte_for_byte_what_the_api_returns() {
        String members = EUROPEAN.stream().map(iso -> "country=" + iso).collect(Collectors.joining("&"));
        for (int year : YEARS) {
            byte[] european =
                    file("euroath/european_calendar_" + year + ".json").bytes();
            assertThat(european).isEqualTo(listed(members, year)).hasSizeGreaterThan(2);
            for (String country : EUROPEAN) {
                assertThat(domestic(country, year)).as(country).isEqualTo(listed("country=" + country, year));
            }
            assertThat(domestic("KEN", year)).as("country with a competition").isEqualTo(listed("country=KEN", year));
        }
        assertThat(new String(domestic("GIB", THIS_YEAR)))
                .as("calendar without competitions")
                .isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void files_are_readable_by_other_origins_without_a_token(String method) {
        String path = "/live/euroath/european_calendar_" + THIS_YEAR + ".json";
        Response response = FILES.with("Origin", "https://calendar.example.org").send(method, path, null);
        response.requireStatus(200);
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(response.header("Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(response.header("Content-Type")).isEqualToIgnoringWhitespace("application/json; charset=utf-8");
        String etag = response.header("ETag");
        assertThat(etag).isNotEmpty();
        Response unchanged = FILES.with("Origin", "https://calendar.example.org")
                .with("If-None-Match", etag)
                .send(method, path, null);
        unchanged.requireStatus(304);
        for (String name : List.of("ETag", "Access-Control-Allow-Origin", "Cache-Control", "Vary")) {
            assertThat(unchanged.header(name)).as(name).isNotEmpty().isEqualTo(response.header(name));
        }
    }

    @Test
    void index_lists_each_file() throws Exception {
        JsonNode index = file("euroath/index.json").json();
        List<String> names = ContractFixture.texts(
                index.get("files"), entry -> entry.get("name").asText());
        for (int year : YEARS) {
            assertThat(names).contains("euroath/european_calendar_" + year + ".json");
            for (String country : EUROPEAN) {
                assertThat(names).contains("euroath/domestic_calendar_" + country + "_" + year + ".json");
            }
        }
        for (JsonNode entry : index.get("files")) {
            byte[] bytes = file(entry.get("name").asText()).bytes();
            assertThat(entry.get("bytes").asLong()).isEqualTo(bytes.length);
            assertThat(entry.get("sha256").asText())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
            assertThat(Instant.parse(entry.get("published_at").asText())).isBefore(Instant.now());
        }
    }

    @Test
    void athcal_files_have_the_shape_of_calendar_pages_and_lower_case_names() {
        String name = "athcal/domestic_calendar_EST_" + THIS_YEAR + ".json";
        Response response = file(name);
        assertThat(file(name.toLowerCase(Locale.ROOT)).bytes()).isEqualTo(response.bytes());
        JsonNode plain =
                file("euroath/domestic_calendar_EST_" + THIS_YEAR + ".json").json();
        assertThat(response.json()).hasSameSizeAs(plain).isNotEmpty();
        boolean seen = false;
        for (int i = 0; i < plain.size(); i++) {
            JsonNode shown = response.json().get(i);
            ObjectNode expected = plain.get(i).deepCopy();
            for (String text : new String[] {"venue_id", "organiser_id", "website", "entry_link", "results_link"}) {
                expected.put(
                        text,
                        expected.get(text).isNull() ? "" : expected.get(text).asText());
            }
            expected.put(
                    "age_groups",
                    String.join(",", ContractFixture.texts(expected.get("age_groups"), JsonNode::asText)));
            expected.put("country", "EST")
                    .put("country_ioc", "EST")
                    .put("english_name", "")
                    .putNull("series");
            int category = expected.get("wa_rankings_category_id").asInt();
            expected.put("wa_rankings_category", category >= 1 && category <= 10 ? category : 11);
            expected.set("type", shown.get("type"));
            expected.set("status", shown.get("status"));
            assertThat(shown).isEqualTo(expected);
            assertThat(shown.get("status")).hasSize(4);
            assertThat(shown.get("type").asText()).isIn("INDOOR", "ROAD", "XC", "MOUNTAIN", "WALK", "TRACK");
            if (shown.get("full_name").asText().contains(" Marathon é")) {
                assertThat(shown.get("type").asText()).isEqualTo("ROAD");
                assertThat(shown.get("age_groups").asText()).isEqualTo("U12,U14,SEN");
                seen = true;
            }
        }
        assertThat(seen).isTrue();
        file("athcal/european_calendar_" + THIS_YEAR + ".json").requireStatus(200);
    }

    @Test
    void year_before_and_after_are_not_published() {
        for (int year : new int[] {THIS_YEAR - 1, THIS_YEAR + 2}) {
            assertThat(file("euroath/european_calendar_" + year + ".json").status())
                    .isIn(403, 404);
        }
    }

    private static Response file(String name) {
        return FILES.get("/live/" + name);
    }

    private static byte[] domestic(String country, int year) {
        return file("euroath/domestic_calendar_" + country + "_" + year + ".json")
                .bytes();
    }

    private static byte[] listed(String countries, int year) {
        return READER.api()
                .get(TestCompetitions.PATH + "?" + countries + "&year=" + year)
                .bytes();
    }
}
