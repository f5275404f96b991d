package run.opentrack.tests.export;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.export.ExportSuite.YEAR;

import biweekly.Biweekly;
import biweekly.component.VEvent;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Calendar;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDuplicates;

@ConcurrentClass(suite = "exports")
@Order(2)
class ExportFilesTest {
    private static final ExportSuite EXPORTS = ExportSuite.shared();
    private static final String HOSTILE = "<script>alert(1)</script> \"Grand, Prix\" ünïcødé 東京 🏃; =1+1";
    private static final String GBR = "euroath/domestic_calendar_GBR_" + YEAR;

    private final ApiClient superuser = EXPORTS.accounts.superuser();

    private static String csvName;
    private static String hostileId;

    /** Publishes once what the reading tests need. */
    @BeforeAll
    static void publish() {
        ExportFilesTest test = new ExportFilesTest();
        hostileId = test.create(
                "GBR",
                HOSTILE,
                Map.of(
                        "finish_date",
                        (YEAR + 1) + "-01-02",
                        "city",
                        "Zürich, \\; x",
                        "latitude",
                        51.5,
                        "longitude",
                        -0.12,
                        "website",
                        "https://example.org/a?b=1"));
        test.superuser.patch(TestCompetitions.PATH + hostileId, Map.of("basic_description", "one\ntwo"));
        csvName = "=HYPERLINK(\"x\"), " + TestCompetitions.newName();
        test.create("LUX", csvName, Map.of());
        test.create("DEU", "Marathon " + TestCompetitions.newName(), Map.of("age_groups", List.of("U18", "U20")));
        test.create(
                "ITA",
                HOSTILE + TestCompetitions.newName(),
                Map.of(
                        "entry_link", "https://example.org/e",
                        "results_link", "https://example.org/r",
                        "latitude", 1,
                        "longitude", 2,
                        "altitude", 3,
                        "city", "Roma",
                        "address", "Via 1"));
        EXPORTS.export("{}");
    }

    private String create(String country, String name, Map<String, Object> more) {
        Map<String, Object> body = TestCompetitions.small(country, YEAR + "-12-30");
        body.put("full_name", name);
        body.putAll(more);
        return superuser.post(TestCompetitions.PATH, body).json().get("id").asText();
    }

    @Test
    void invalid_links_are_published_in_every_format() throws Exception {
        String country = "MCO";
        for (String link : List.of("https://x.org/100%", "https://x.org/a|b", "https://x.org/#a#b", "https://a[b")) {
            assertThat(create(country, TestCompetitions.newName(), Map.of("website", link)))
                    .isNotEmpty();
        }
        assertThat(EXPORTS.export("{}").get("status").asText()).isEqualTo("succeeded");
        String file = "euroath/domestic_calendar_" + country + "_" + YEAR;
        assertThat(EXPORTS.published(file + ".json").json()).hasSize(4);
        List<VEvent> events =
                Biweekly.parse(EXPORTS.published(file + ".ics").text()).first().getEvents();
        assertThat(events)
                .extracting(
                        event -> event.getUrl() == null ? "" : event.getUrl().getValue())
                .containsExactlyInAnyOrder("https://x.org/100%25", "https://x.org/a%7Cb", "https://x.org/#a%23b", "");
    }

    @Test
    void a_merged_competition_is_one_event_of_the_next_run() throws Exception {
        String country = "LIE";
        Map<String, Object> competition = TestCompetitions.small(country, YEAR + "-12-30");
        superuser.post(TestCompetitions.PATH, competition).requireStatus(201);
        String kept =
                TestCompetitions.createBeside(superuser, competition).get("id").asText();
        JsonNode pair = TestDuplicates.find(superuser, country, "open");
        TestDuplicates.merge(superuser, pair, kept).requireStatus(200);
        EXPORTS.export("{}");
        String file = "euroath/domestic_calendar_" + country + "_" + YEAR + ".ics";
        assertThat(Biweekly.parse(EXPORTS.published(file).text()).first().getEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.getUid().getValue()).contains(kept));
    }

    @Test
    void a_competition_that_a_format_cannot_represent_does_not_stop_the_others() {
        String country = "AND";
        String broken = create(country, TestCompetitions.newName(), Map.of("events", List.of(Map.of("a", 1))));
        String whole = create(country, TestCompetitions.newName(), Map.of());
        EXPORTS.database.update(
                "UPDATE competition SET rendered = replace(rendered, '{\"a\":1}', '{\"a\":1e2147483648}')"
                        + " WHERE id = '" + broken + "'");
        JsonNode run = EXPORTS.export("{}");
        EXPORTS.database.update("DELETE FROM competition WHERE id = '" + broken + "'");
        assertThat(run.get("status").asText()).isEqualTo("partly_failed");
        assertThat(run.get("note").asText()).startsWith("1 competitions were written in the API's format only");
        String file = "euroath/domestic_calendar_" + country + "_" + YEAR;
        assertThat(EXPORTS.published(file + ".json").text()).contains(broken, whole);
        assertThat(EXPORTS.published(file + ".ics").text()).contains(whole).doesNotContain(broken);
        EXPORTS.export("{\"accept_shrink\": true}");
    }

    @Test
    void invalid_json_is_never_published_and_stops_only_the_files_of_its_country() {
        create("GEO", TestCompetitions.newName(), Map.of());
        EXPORTS.export("{}");
        String file = "euroath/domestic_calendar_GEO_" + YEAR;
        String before = EXPORTS.published(file + ".json").text();
        String invalid = create("GEO", TestCompetitions.newName(), Map.of());
        String other = create("ARM", TestCompetitions.newName(), Map.of());
        EXPORTS.database.update(
                "UPDATE competition SET rendered = replace(rendered, '\",', '\\\",') WHERE id = '" + invalid + "'");
        JsonNode run = EXPORTS.export("{\"accept_shrink\": true}");
        EXPORTS.database.update("DELETE FROM competition WHERE id = '" + invalid + "'");
        assertThat(run.get("status").asText()).isEqualTo("partly_failed");
        assertThat(run.get("files"))
                .filteredOn(entry -> entry.get("action").asText().equals("kept"))
                .isNotEmpty()
                .allSatisfy(entry -> {
                    assertThat(entry.get("name").asText()).containsIgnoringCase("GEO");
                    assertThat(entry.get("note").asText()).isEqualTo("a competition of it is not valid JSON");
                });
        assertThat(EXPORTS.published(file + ".json").text()).isEqualTo(before);
        assertThat(EXPORTS.published(file + ".ics").text()).doesNotContain(invalid);
        assertThat(ids(EXPORTS.published("euroath/european_calendar_" + YEAR + ".json")
                        .json()))
                .contains(other)
                .doesNotContain(invalid);
        assertThat(EXPORTS.export("{}").get("status").asText()).isEqualTo("succeeded");
    }

    @Test
    void an_unchanged_file_is_not_sent_again() {
        create("GBR", TestCompetitions.newName(), Map.of());
        create("USA", TestCompetitions.newName(), Map.of());
        JsonNode first = EXPORTS.export("{}");
        assertThat(first.get("status").asText()).isEqualTo("succeeded");
        for (String country : List.of("GBR", "USA", "AND")) {
            for (int year : List.of(YEAR, YEAR + 1)) {
                ApiClient.Response list =
                        superuser.get(TestCompetitions.PATH + "?country=" + country + "&year=" + year);
                ApiClient.Response file =
                        EXPORTS.published("euroath/domestic_calendar_" + country + "_" + year + ".json");
                assertThat(file.text()).isEqualTo(list.text());
            }
        }
        JsonNode index = EXPORTS.published("euroath/index.json").json();
        Set<String> names = new HashSet<>();
        index.get("files").forEach(file -> names.add(file.get("name").asText()));
        first.get("files")
                .forEach(file -> assertThat(names.contains(file.get("name").asText()))
                        .isEqualTo(!file.get("name").asText().endsWith("index.json")));

        EXPORTS.s3Proxy.clearPuts();
        JsonNode second = EXPORTS.export("");
        assertThat(second.get("files"))
                .allSatisfy(file -> assertThat(file.get("action").asText())
                        .isEqualTo(file.get("name").asText().endsWith("index.json") ? "written" : "unchanged"));
        assertThat(EXPORTS.s3Proxy.puts()).containsExactly("/calendars/live/euroath/index.json");
        assertThat(second.get("progress").get("phase").asText()).isEqualTo("done");
        assertThat(second.get("progress").get("files_done"))
                .isEqualTo(second.get("progress").get("files_total"));
    }

    @Test
    void all_files_of_a_run_are_of_one_instant_while_competitions_are_written() throws Exception {
        AtomicBoolean writing = new AtomicBoolean(true);
        Thread writer = new Thread(() -> {
            for (int n = 0; writing.get(); n++) {
                create(n % 2 == 0 ? "EST" : "MLT", TestCompetitions.newName(), Map.of());
            }
        });
        writer.start();
        try {
            EXPORTS.export("{}");
        } finally {
            writing.set(false);
            writer.join();
        }
        List<String> european = ids(
                EXPORTS.published("euroath/european_calendar_" + YEAR + ".json").json());
        List<String> domestic = new ArrayList<>();
        for (JsonNode file : EXPORTS.published("euroath/index.json").json().get("files")) {
            String name = file.get("name").asText();
            if (name.matches("euroath/domestic_calendar_[A-Z]{3}_" + YEAR + ".json") && !name.contains("USA")) {
                domestic.addAll(ids(EXPORTS.published(name).json()));
            }
        }
        assertThat(european).containsExactlyInAnyOrderElementsOf(domestic);
    }

    private static List<String> ids(JsonNode competitions) {
        List<String> ids = new ArrayList<>();
        competitions.forEach(competition -> ids.add(competition.get("id").asText()));
        return ids;
    }

    @Test
    void an_icalendar_is_read_alike_by_two_libraries() throws Exception {
        String text = EXPORTS.published(GBR + ".ics").text();
        assertThat(text.replace("\r\n", "")).doesNotContain("\n", "\r");
        assertThat(text.split("\r\n"))
                .allSatisfy(line -> assertThat(line.getBytes("UTF-8")).hasSizeLessThanOrEqualTo(75));

        Calendar calendar = new CalendarBuilder().build(new StringReader(text));
        assertThat(calendar.validate().getEntries()).isEmpty();
        net.fortuna.ical4j.model.component.VEvent byIcal4j = calendar.getComponents().stream()
                .filter(net.fortuna.ical4j.model.component.VEvent.class::isInstance)
                .map(net.fortuna.ical4j.model.component.VEvent.class::cast)
                .filter(event -> event.getUid().orElseThrow().getValue().equals(hostileId + "@opentrack.run"))
                .findFirst()
                .orElseThrow();
        assertThat(byIcal4j.getSummary().getValue()).isEqualTo(HOSTILE);
        assertThat(byIcal4j.getDateTimeStart().getDate()).isEqualTo(LocalDate.of(YEAR, 12, 30));
        assertThat(byIcal4j.getEndDate(false).orElseThrow().getDate()).isEqualTo(LocalDate.of(YEAR + 1, 1, 3));
        assertThat(byIcal4j.getDescription().getValue()).isEqualTo("one\ntwo");

        VEvent byBiweekly = Biweekly.parse(text).first().getEvents().stream()
                .filter(event -> event.getUid().getValue().equals(hostileId + "@opentrack.run"))
                .findFirst()
                .orElseThrow();
        assertThat(byBiweekly.getSummary().getValue()).isEqualTo(HOSTILE);
        assertThat(byBiweekly.getDateStart().getValue().hasTime()).isFalse();
        assertThat(byBiweekly.getDateEnd().getValue().getRawComponents().getDate())
                .isEqualTo(3);
        assertThat(byBiweekly.getSequence().getValue())
                .isEqualTo(Integer.parseInt(EXPORTS.database.queryValue(
                        "SELECT revision FROM competition WHERE id = '" + hostileId + "'")));
        assertThat(Biweekly.parse(text).first().getRefreshInterval().getValue().toString())
                .isEqualTo("PT12H");
    }

    @Test
    void subscriptions_hold_the_last_three_months_this_and_the_next_year() {
        LocalDate today = LocalDate.now(java.time.ZoneId.of("Europe/London"));
        Map<LocalDate, String> ids = new java.util.HashMap<>();
        List<LocalDate> shown = List.of(
                today.minusMonths(3).plusDays(1),
                LocalDate.of(YEAR, 12, 31),
                LocalDate.of(YEAR + 1, 1, 1),
                LocalDate.of(YEAR + 1, 12, 31));
        List<LocalDate> hidden = List.of(today.minusMonths(3).minusDays(1), LocalDate.of(YEAR + 2, 1, 1));
        for (LocalDate day :
                java.util.stream.Stream.concat(shown.stream(), hidden.stream()).toList()) {
            Map<String, Object> body = TestCompetitions.small("CYP", day.toString());
            ids.put(
                    day,
                    superuser.post(TestCompetitions.PATH, body).json().get("id").asText());
        }
        Map<String, Object> longOne =
                TestCompetitions.small("CYP", today.minusDays(360).toString());
        longOne.put("finish_date", today.toString());
        String longId =
                superuser.post(TestCompetitions.PATH, longOne).json().get("id").asText();
        EXPORTS.export("{}");
        for (String name : List.of("domestic_calendar_CYP", "european_calendar")) {
            String text = EXPORTS.published("euroath/" + name + ".ics").text();
            assertThat(text)
                    .contains(longId)
                    .contains(shown.stream().map(ids::get).toList());
            assertThat(text).doesNotContain(hidden.stream().map(ids::get).toArray(String[]::new));
            assertThat(text.split("UID:" + longId, -1)).hasSize(2);
        }
    }

    @Test
    void an_icalendar_without_competitions_is_valid() throws Exception {
        String text = EXPORTS.published("euroath/domestic_calendar_SMR_" + (YEAR + 1) + ".ics")
                .text();
        new CalendarBuilder().build(new StringReader(text)).validate();
        assertThat(Biweekly.parse(text).first().getEvents()).isEmpty();
    }

    @Test
    void a_csv_file_has_a_line_for_each_and_no_formula() {
        String text = EXPORTS.published("euroath/domestic_calendar_LUX_" + YEAR + ".csv")
                .text();
        String[] lines = text.split("\r\n");
        assertThat(lines[0]).startsWith("\uFEFFfull_name,short_name,slug,").endsWith(",id,year");
        assertThat(text).contains("\"'" + csvName.replace("\"", "\"\"") + "\",,");
    }

    @Test
    void athcal_files_exist_with_upper_and_lower_case_names() {
        String name = "athcal/domestic_calendar_DEU_" + YEAR + ".json";
        ApiClient.Response file = EXPORTS.published(name);
        assertThat(EXPORTS.published("athcal/domestic_calendar_deu_" + YEAR + ".json")
                        .text())
                .isEqualTo(file.text());
        JsonNode competition = file.json().get(0);
        assertThat(competition.get("country_ioc").asText()).isEqualTo("GER");
        assertThat(competition.get("age_groups").asText()).isEqualTo("U18,U20");
        assertThat(competition.get("type").asText()).isEqualTo("ROAD");
        assertThat(competition.get("wa_rankings_category").asInt()).isEqualTo(11);
        assertThat(competition.get("english_name").asText("null")).isEmpty();
        assertThat(competition.get("website").asText("null")).isEmpty();
        assertThat(competition.get("series").isNull()).isTrue();
    }

    @Test
    void every_format_is_served_with_its_content_type_and_cors_headers() {
        Map<String, String> types = Map.of(
                ".json", "application/json; charset=utf-8",
                ".ics", "text/calendar; charset=utf-8",
                ".csv", "text/csv; charset=utf-8; header=present",
                ".jsonld", "application/ld+json");
        types.forEach((ending, type) -> {
            ApiClient page = ApiClient.at(EXPORTS.staticUrl()).with("Origin", "https://club.example");
            ApiClient.Response file = page.get("/live/" + GBR + ending);
            file.requireStatus(200);
            assertThat(file.header("Content-Type").replace(" ", "")).isEqualToIgnoringCase(type.replace(" ", ""));
            assertThat(file.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(file.header("Cache-Control")).isEqualTo("public, max-age=300");
            page.with("If-None-Match", file.header("ETag"))
                    .get("/live/" + GBR + ending)
                    .requireStatus(304);
        });
    }

    @Test
    void only_countries_of_the_list_become_part_of_a_name_and_nothing_internal_is_published() {
        EXPORTS.database.update("INSERT INTO calendar_version VALUES ('XXA', 1), ('../', 1) ON CONFLICT DO NOTHING");
        try {
            JsonNode run = EXPORTS.export("{}");
            assertThat(run.get("status").asText()).isEqualTo("succeeded");
            assertThat(run.get("files"))
                    .allSatisfy(file -> assertThat(file.get("name").asText()).doesNotContain("XXA", ".."));
        } finally {
            EXPORTS.database.update("DELETE FROM calendar_version WHERE country_id IN ('XXA', '../')");
        }
        JsonNode file =
                EXPORTS.published("euroath/european_calendar_" + YEAR + ".json").json();
        assertThat(file).isNotEmpty().allSatisfy(competition -> {
            assertThat(competition).hasSize(26);
            assertThat(competition.get("override_token").isNull()).isTrue();
        });
    }

    @Test
    void deleted_data_is_in_no_file_after_the_next_run() {
        String contact = "contact-" + java.util.UUID.randomUUID() + "@example.org";
        String emptied = create("LVA", TestCompetitions.newName(), Map.of("contact_details", contact));
        String deleted = create("LVA", TestCompetitions.newName(), Map.of("contact_details", contact));
        EXPORTS.export("{}");
        assertThat(filesOfLatviaWith(contact)).hasSizeGreaterThanOrEqualTo(4);
        superuser.patch(TestCompetitions.PATH + emptied, Map.of("contact_details", ""));
        superuser.delete(TestCompetitions.PATH + deleted);
        EXPORTS.export("{}");
        assertThat(filesOfLatviaWith(contact)).isEmpty();
    }

    private static List<String> filesOfLatviaWith(String text) {
        List<String> names = new ArrayList<>();
        for (JsonNode file : EXPORTS.published("euroath/index.json").json().get("files")) {
            String name = file.get("name").asText();
            if (name.matches(".*(european_calendar_|LVA_|lva_)" + YEAR + ".*")
                    && EXPORTS.published(name).text().contains(text)) {
                names.add(name);
            }
        }
        return names;
    }

    @Test
    void a_status_is_in_all_files_after_the_next_run() throws Exception {
        String cancelled = create("MDA", "Chisinau " + TestCompetitions.newName(), Map.of());
        String moved = create("MDA", "Balti " + TestCompetitions.newName(), Map.of());
        String file = "euroath/domestic_calendar_MDA_" + YEAR;
        EXPORTS.export("{}");
        String json = EXPORTS.published(file + ".json").text();
        VEvent before = event(file, cancelled);
        assertThat(before.getStatus().getValue()).isEqualTo("CONFIRMED");
        Map<String, String> status = Map.of("status", "cancelled", "reason", "Hall, closed");
        superuser.put(TestCompetitions.PATH + cancelled + "/status", status).requireStatus(200);
        EXPORTS.export("{}");
        assertThat(EXPORTS.published(file + ".json").text()).isEqualTo(json);
        for (String ics : List.of(file, "euroath/domestic_calendar_MDA", "euroath/european_calendar_" + YEAR)) {
            VEvent event = event(ics, cancelled);
            assertThat(event.getStatus().getValue()).isEqualTo("CANCELLED");
            assertThat(event.getUid()).isEqualTo(before.getUid());
            assertThat(event.getSequence().getValue())
                    .isGreaterThan(before.getSequence().getValue());
            assertThat(event.getDescription().getValue()).startsWith("Cancelled: Hall, closed");
            Calendar calendar = new CalendarBuilder()
                    .build(new StringReader(EXPORTS.published(ics + ".ics").text()));
            calendar.validate();
            assertThat(calendar.getComponents("VEVENT"))
                    .filteredOn(found ->
                            found.toString().contains("UID:" + before.getUid().getValue()))
                    .singleElement()
                    .asString()
                    .contains(
                            "STATUS:CANCELLED",
                            "SEQUENCE:" + event.getSequence().getValue());
        }
        JsonNode athcal =
                EXPORTS.published(file.replace("euroath", "athcal") + ".json").json();
        assertThat(athcal.findValuesAsText("reason")).contains("Hall, closed");

        String date = YEAR + "-12-29";
        superuser
                .patch(TestCompetitions.PATH + moved, Map.of("date", date, "finish_date", date))
                .requireStatus(200);
        EXPORTS.export("{}");
        String jsonLd = EXPORTS.published(file + ".jsonld").text();
        assertThat(jsonLd)
                .contains(
                        "\"https://schema.org/EventCancelled\"",
                        "\"https://schema.org/EventRescheduled\",\"previousStartDate\":\"" + YEAR + "-12-30\"");
        assertThat(event(file, moved).getStatus().getValue()).isEqualTo("CONFIRMED");
    }

    @Test
    void changes_of_a_country_are_a_page_of_the_api_from_which_a_copy_continues_and_a_feed() throws Exception {
        String changes = TestCompetitions.PATH + "changes?country=MKD&since=";
        String before = superuser.get(changes + "now").json().get("next").asText();
        String name = HOSTILE + TestCompetitions.newName();
        create("MKD", name, Map.of());
        String changed = create("MKD", TestCompetitions.newName(), Map.of());
        superuser
                .patch(TestCompetitions.PATH + changed, Map.of("city", "Skopje"))
                .requireStatus(200);
        String cancelled = create("MKD", TestCompetitions.newName(), Map.of());
        superuser
                .put(
                        TestCompetitions.PATH + cancelled + "/status",
                        Map.of("status", "cancelled", "reason", "Hall & roof"))
                .requireStatus(200);
        String deletedName = TestCompetitions.newName();
        String deleted = create("MKD", deletedName, Map.of("contact_details", "person@example.org"));
        superuser.delete(TestCompetitions.PATH + deleted).requireStatus(204);
        String moved = create("MKD", TestCompetitions.newName(), Map.of());
        superuser
                .patch(TestCompetitions.PATH + moved, Map.of("country_id", "ALB"))
                .requireStatus(200);
        EXPORTS.export("{}");

        ApiClient.Response file = EXPORTS.published("changes/MKD.json");
        JsonNode expected = superuser.get(changes + before).json().get("changes");
        assertThat(expected).hasSize(5);
        assertThat(file.json().get("changes")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(file.json().get("more").asBoolean()).isFalse();
        String next = file.json().get("next").asText();
        assertThat(superuser.get(changes + next).requireStatus(200).json().get("changes"))
                .isEmpty();
        String later = create("MKD", TestCompetitions.newName(), Map.of());
        assertThat(superuser.get(changes + next).json().get("changes"))
                .singleElement()
                .asString()
                .contains(later);

        ApiClient.Response feed = EXPORTS.published("feeds/MKD.atom");
        assertThat(feed.header("Content-Type").replace(" ", ""))
                .isEqualToIgnoringCase("application/atom+xml;charset=utf-8");
        assertThat(titles(feed))
                .hasSize(5)
                .contains("Created: " + name)
                .anyMatch(title -> title.startsWith("Changed: "))
                .anyMatch(title -> title.startsWith("Cancelled: "));
        assertThat(titles(feed))
                .filteredOn(title -> title.startsWith("Removed: "))
                .hasSize(2);
        assertThat(feed.text() + file.text()).contains("Hall &amp; roof").doesNotContain("person@", deletedName);
    }

    private static List<String> titles(ApiClient.Response feed) throws Exception {
        NodeList entries = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(feed.text())))
                .getElementsByTagName("entry");
        return IntStream.range(0, entries.getLength())
                .mapToObj(n -> ((Element) entries.item(n))
                        .getElementsByTagName("title")
                        .item(0)
                        .getTextContent())
                .toList();
    }

    @Test
    void the_sequence_of_an_event_does_not_fall_after_a_restore_of_the_database() {
        String id = create("LIE", "Vaduz " + TestCompetitions.newName(), Map.of());
        superuser
                .patch(TestCompetitions.PATH + id, Map.of("website", "https://example.org/lost"))
                .requireStatus(200);
        String file = "euroath/domestic_calendar_LIE_" + YEAR;
        EXPORTS.export("{}");
        int published = event(file, id).getSequence().getValue();
        EXPORTS.database.update("UPDATE competition SET revision = 1 WHERE id = ?::uuid", id);
        EXPORTS.database.update("UPDATE change_epoch SET stamp = 'of the dumped database'");
        EXPORTS.export("{}");
        assertThat(event(file, id).getSequence().getValue()).isGreaterThan(published);
    }

    private static VEvent event(String file, String id) {
        return Biweekly.parse(EXPORTS.published(file + ".ics").text()).first().getEvents().stream()
                .filter(event -> event.getUid().getValue().startsWith(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void json_ld_uses_terms_of_schema_org_only() throws Exception {
        String text = EXPORTS.published("euroath/domestic_calendar_ITA_" + YEAR + ".jsonld")
                .text();
        assertThat(text).doesNotContain("<");
        Set<String> terms = Set.copyOf(new String(
                        ExportFilesTest.class
                                .getResourceAsStream("/schema-org-terms.txt")
                                .readAllBytes(),
                        "UTF-8")
                .lines()
                .toList());
        JsonNode document = Json.read(text);
        assertThat(document.get("@context").asText()).isEqualTo("https://schema.org");
        document.get("@graph").forEach(event -> requireTerms(event, terms));
    }

    /** Requires each property to be one of its type in the vocabulary (lines "Type property"). */
    private static void requireTerms(JsonNode node, Set<String> terms) {
        String type = node.get("@type").asText();
        node.fields().forEachRemaining(member -> {
            if (!member.getKey().startsWith("@")) {
                assertThat(terms).contains(type + " " + member.getKey());
            }
            if (member.getValue().isObject()) {
                requireTerms(member.getValue(), terms);
            }
        });
    }
}
