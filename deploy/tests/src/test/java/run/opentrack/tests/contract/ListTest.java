package run.opentrack.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.contract.ContractFixture.READER;
import static run.opentrack.tests.contract.ContractFixture.SUPERUSER;
import static run.opentrack.tests.contract.ContractFixture.assertInvalid;
import static run.opentrack.tests.contract.ContractFixture.create;
import static run.opentrack.tests.contract.ContractFixture.idOf;
import static run.opentrack.tests.contract.ContractFixture.namesOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestDatabase;
import run.opentrack.tests.support.TestSuites;

/** {@code GET /api/v1/competitions/}, in countries that no other test uses. */
class ListTest {
    private static final TestDatabase DATABASE = new TestDatabase(TestSuites.shared());
    private static final String VENUE = "ebd3ec4b-4782-41ca-9895-3c298971c711";
    private static final String ORGANISER = "19c65443-9b0f-444d-b874-1e74d97310fb";

    @BeforeAll
    static void register() {
        competition("FJI", "2030-01-31", "Suva Sprint Night", Map.of("city", "Suva", "venue_id", VENUE));
        competition("FJI", "2030-02-01", "Älve Löb Open", Map.of("age_groups", List.of("U12,U14", "SEN")));
        competition("FJI", "2030-02-01", "Nadi Marathon", Map.of("national_id", "N-7", "address", "Queen's Road 5"));
        competition("FJI", "2031-03-05", "Zebra Relays", Map.of("organiser_id", ORGANISER, "slug", "zebra-31"));
        competition("FJI", "2031-03-05", "apple throws", Map.of("wa_rankings_category_id", 2, "name_local", "Iti"));
        competition("TON", "2030-02-01", "Nukualofa Mile", Map.of("short_name", "Tonga Mile d’Été"));
    }

    private static void competition(String country, String date, String name, Map<String, Object> members) {
        Map<String, Object> competition = TestCompetitions.small(country, date);
        competition.put("full_name", name);
        competition.putAll(members);
        Response response = SUPERUSER.post(TestCompetitions.PATH, competition);
        assertThat(response.status()).as(response.toString()).isIn(201, 409);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        country=FJI                                     | Suva Sprint Night, Nadi Marathon, Älve Löb Open, Zebra Relays, apple throws
        country=TON                                     | Nukualofa Mile
        country=TON&country=FJI&year=2030               | Suva Sprint Night, Nadi Marathon, Nukualofa Mile, Älve Löb Open
        country=FJI&from_date=2031-03-05                | Zebra Relays, apple throws
        country=FJI&from_date=2031-3-6                  | ''
        country=FJI&to_date=2030-01-31                  | Suva Sprint Night
        country=FJI&from_date=2030-02-01&to_date=2030-02-01 | Nadi Marathon, Älve Löb Open
        country=FJI&year=2031                           | Zebra Relays, apple throws
        country=FJI&national_id=N-7                     | Nadi Marathon
        country=FJI&slug=zebra-31                       | Zebra Relays
        venue_id=EBD3EC4B478241CA98953C298971C711&country=FJI | Suva Sprint Night
        country=FJI&organiser_id=19c65443-9b0f-444d-b874-1e74d97310fb | Zebra Relays
        country=FJI&wa_rankings_category_id=2           | apple throws
        country=FJI&age_group=U14                       | Älve Löb Open
        country=FJI&age_group=SEN                       | Älve Löb Open
        country=FJI&age_group=U1                        | ''
        country=FJI&q=marath                            | Nadi Marathon
        country=FJI&q=nadi+mara                         | Nadi Marathon
        country=FJI&q=alve+LOB                          | Älve Löb Open
        country=FJI&q=iti                               | apple throws
        country=FJI&q=suva+night                        | Suva Sprint Night
        country=FJI&q=queen                             | Nadi Marathon
        country=TON&q=tonga                             | Nukualofa Mile
        country=TON&q=ete                               | Nukualofa Mile
        country=TON&q=dete                              | Nukualofa Mile
        country=TON&q=d%27%C3%A9t%C3%A9                 | Nukualofa Mile
        country=FJI&q=arathon                           | ''
        country=FJI&q=suva+marathon                     | ''
        country=FJI&year=2031&q=relays&slug=zebra-31    | Zebra Relays
        country=FJI&year=2030&slug=zebra-31             | ''
        country=FJI&updated_since=2020-01-01T00:00:00Z&year=2031 | Zebra Relays, apple throws
        country=FJI&updated_since=2099-01-01T00:00:00%2B02:00 | ''
        """)
    void filters_are_combined_by_and(String query, String names) {
        Response response = READER.api().get(TestCompetitions.PATH + "?" + query);
        response.requireStatus(200);
        assertThat(String.join(", ", namesOf(response.json()))).isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource({
        "country=, country",
        "country=GER, country",
        "country=XXX, country",
        "country=fji, country",
        "country=FJI&country=SUI, country",
        "from_date=, from_date",
        "from_date=2030-02-30, from_date",
        "to_date=tomorrow, to_date",
        "from_date=2030-02-02&to_date=2030-02-01, to_date",
        "year=, year",
        "year=this, year",
        "year=2030.5, year",
        "national_id=, national_id",
        "slug=, slug",
        "venue_id=, venue_id",
        "venue_id=7, venue_id",
        "organiser_id=x, organiser_id",
        "wa_rankings_category_id=, wa_rankings_category_id",
        "wa_rankings_category_id=Z, wa_rankings_category_id",
        "wa_rankings_category_id=1.5, wa_rankings_category_id",
        "age_group=, age_group",
        "q=, q",
        "updated_since=, updated_since",
        "updated_since=yesterday, updated_since",
        "updated_since=2030-01-01, updated_since",
        "limit=, limit",
        "limit=0, limit",
        "limit=-1, limit",
        "limit=1001, limit",
        "limit=many, limit",
    })
    void wrong_filter_is_422(String query, String name) {
        assertInvalid(READER.api().get(TestCompetitions.PATH + "?" + query), "query." + name);
    }

    @Test
    void all_wrong_filters_are_reported_at_once() {
        assertInvalid(
                READER.api().get(TestCompetitions.PATH + "?country=GER&year=x&limit=0&q="),
                "query.country",
                "query.year",
                "query.limit",
                "query.q");
    }

    @Test
    void order_is_date_then_name_by_code_point_then_id() {
        Map<String, String> names = Map.of(
                "Zz Alfa",
                "Tarawa",
                "aa Bravo",
                "Betio",
                "Éé Charlie",
                "Bairiki",
                "ZA Delta",
                "Bikenibeu",
                "🏃 Echo",
                "Eita");
        names.forEach((name, city) -> competition("KIR", "2030-05-05", name, Map.of("city", city)));
        competition("KIR", "2030-05-04", "zz before", Map.of());
        for (int i = 0; i < 3; i++) {
            competition(
                    "KIR",
                    "2030-05-06",
                    "Same Name",
                    Map.of("city", List.of("Banana", "London", "Poland").get(i)));
        }
        JsonNode listed =
                READER.api().get(TestCompetitions.PATH + "?country=KIR").json();
        assertThat(namesOf(listed))
                .containsExactly(
                        "zz before",
                        "ZA Delta",
                        "Zz Alfa",
                        "aa Bravo",
                        "Éé Charlie",
                        "🏃 Echo",
                        "Same Name",
                        "Same Name",
                        "Same Name");
        List<String> ids = ContractFixture.texts(listed, ContractFixture::idOf);
        assertThat(ids.subList(6, 9)).isSorted();
    }

    @Test
    void limit_pages_by_link_and_is_stable_under_writes() {
        for (int i = 1; i <= 7; i++) {
            competition(
                    "NRU",
                    "2030-06-0" + i,
                    "Round " + "abcdefg".charAt(i - 1) + " " + TestCompetitions.newName(),
                    Map.of());
        }
        List<String> all = ContractFixture.texts(
                READER.api().get(TestCompetitions.PATH + "?country=NRU").json(), ContractFixture::idOf);
        assertThat(all).hasSizeGreaterThanOrEqualTo(7);
        List<String> walked = new ArrayList<>();
        String path = TestCompetitions.PATH + "?country=NRU&limit=2";
        for (int page = 1; path != null; page++) {
            Response response = READER.api().get(path);
            assertThat(response.json().size()).isBetween(1, 2);
            walked.addAll(ContractFixture.texts(response.json(), ContractFixture::idOf));
            if (page == 2) {
                create(TestCompetitions.small("NRU", "2030-01-01"));
            }
            path = response.next();
        }
        assertThat(walked).isEqualTo(all);
    }

    @Test
    void a_page_with_the_rest_has_no_link() {
        assertThat(READER.api()
                        .get(TestCompetitions.PATH + "?country=TON&limit=1")
                        .header("Link"))
                .isNull();
        assertThat(READER.api()
                        .get(TestCompetitions.PATH + "?country=FJI&limit=5")
                        .header("Link"))
                .isNull();
        assertThat(READER.api()
                        .get(TestCompetitions.PATH + "?country=FJI&limit=4")
                        .header("Link"))
                .isNotNull();
        assertThat(READER.api()
                        .get(TestCompetitions.PATH + "?country=FJI&limit=1000")
                        .json())
                .hasSize(5);
    }

    @Test
    void etag_yields_304_until_something_changes() {
        JsonNode existing = create(TestCompetitions.small("TUV", "2030-07-01"));
        String path = TestCompetitions.PATH + "?country=TUV";
        Response first = READER.api().get(path);
        String etag = first.header("ETag");
        assertThat(etag).isNotEmpty();
        Response unchanged = READER.api().with("If-None-Match", etag).get(path);
        unchanged.requireStatus(304);
        assertThat(unchanged.bytes()).isEmpty();
        assertThat(unchanged.header("ETag")).isEqualTo(etag);
        SUPERUSER.post(ContractFixture.pathOf(existing), Map.of("city", "Funafuti"));
        Response changed = READER.api().with("If-None-Match", etag).get(path);
        changed.requireStatus(200);
        assertThat(changed.header("ETag")).isNotEqualTo(etag);
        SUPERUSER.delete(ContractFixture.pathOf(existing));
        READER.api().with("If-None-Match", changed.header("ETag")).get(path).requireStatus(200);
    }

    /** RFC 9110, 15.4.5. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "?country=FJI",
                "?country=FJI&limit=2",
                "?country=FJI&include=status",
                "ids?country=FJI&year=2030",
                "changes?since={token}",
                "{id}"
            })
    void a_304_has_the_headers_of_the_200(String target) {
        JsonNode existing = create(TestCompetitions.small("FJI", "2030-07-01"));
        try {
            String now = READER.api()
                    .get(TestCompetitions.PATH + "changes?country=FJI&since=now")
                    .json()
                    .get("next")
                    .asText();
            String path = TestCompetitions.PATH
                    + target.replace("{id}", idOf(existing)).replace("{token}", now);
            for (String encoding : List.of("identity", "gzip")) {
                ApiClient client = READER.api().with("Accept-Encoding", encoding);
                Response found = client.get(path).requireStatus(200);
                Response unchanged = client.with("If-None-Match", found.header("ETag"))
                        .get(path)
                        .requireStatus(304);
                for (String name : List.of("ETag", "Cache-Control", "Vary", "Content-Location", "Expires")) {
                    assertThat(unchanged.header(name)).as(encoding + " " + name).isEqualTo(found.header(name));
                }
                assertThat(unchanged.header("Cache-Control")).isNotEmpty();
            }
        } finally {
            SUPERUSER.delete(ContractFixture.pathOf(existing));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?country=FJI", "?country=FJI&limit=3", ""})
    void gzip_is_used_on_request(String query) throws IOException {
        Response plain = READER.api().get(TestCompetitions.PATH + query);
        assertThat(plain.header("Content-Encoding")).isNull();
        Response zipped = READER.api().with("Accept-Encoding", "gzip").get(TestCompetitions.PATH + query);
        assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
        try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.bytes()))) {
            assertThat(unzipped.readAllBytes()).isEqualTo(plain.bytes());
        }
    }

    @Test
    void empty_list_is_an_empty_array() {
        assertThat(READER.api().get(TestCompetitions.PATH + "?country=ATA").text())
                .isEqualTo("[]");
    }

    @Test
    void one_competition_has_an_etag_and_yields_304() {
        JsonNode existing = create(TestCompetitions.small("EST", "2030-08-01"));
        String path = ContractFixture.pathOf(existing);
        Response first = READER.api().get(path);
        first.requireStatus(200);
        String etag = first.header("ETag");
        READER.api().with("If-None-Match", etag).get(path).requireStatus(304);
        READER.api().with("If-None-Match", "\"other\"").get(path).requireStatus(200);
        SUPERUSER.post(path, Map.of("city", "Narva"));
        READER.api().with("If-None-Match", etag).get(path).requireStatus(200);
        READER.api()
                .get(TestCompetitions.PATH + idOf(existing).replace("-", "").toUpperCase(java.util.Locale.ROOT))
                .requireStatus(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ж", "ქ", "x"})
    void the_next_page_is_reached_from_the_longest_name(String letter) {
        for (int day = 1; day <= 2; day++) {
            String name = (letter + " ").repeat(93).strip() + " "
                    + TestCompetitions.newName().substring(4, 17);
            create(TestCompetitions.with(TestCompetitions.small("PLW", "2030-09-0" + day), "full_name", name));
        }
        String path = TestCompetitions.PATH + "?country=PLW&from_date=2030-09-01&to_date=2030-09-02&limit=1";
        int walked = 0;
        while (path != null) {
            Response response = READER.api().get(path);
            response.requireStatus(200);
            walked += response.json().size();
            path = response.next();
        }
        assertThat(walked).isGreaterThanOrEqualTo(2);
    }

    @Test
    void search_words_that_are_too_long_are_rejected() {
        String word = "㍿".repeat(171);
        assertInvalid(READER.api().get(TestCompetitions.PATH + "?q=" + ApiClient.encode(word)), "query.q");
        create(TestCompetitions.with(
                TestCompetitions.small("PLW", "2030-10-01"), "full_name", "㍿".repeat(190) + " Cup"));
        assertThat(READER.api()
                        .get(TestCompetitions.PATH + "?country=PLW&from_date=2030-10-01&q=cup")
                        .json())
                .isNotEmpty();
    }

    @Test
    void updated_since_returns_later_writes() {
        JsonNode earlier = create(TestCompetitions.small("WSM", "2030-09-01"));
        DATABASE.update(
                "UPDATE competition SET updated_at = updated_at - interval '1 minute' WHERE id = CAST(? AS uuid)",
                idOf(earlier));
        JsonNode later = create(TestCompetitions.small("WSM", "2030-09-02"));
        assertThat(since("WSM", Instant.now().minusSeconds(20))).containsExactly(idOf(later));
        assertThat(since("WSM", Instant.now().plusSeconds(20))).isEmpty();
    }

    @Test
    void updated_since_returns_writes_in_progress_at_that_time() throws Exception {
        String id = idOf(create(TestCompetitions.small("VUT", "2030-09-01")));
        CompletableFuture<Integer> change;
        Instant requested;
        try (Connection connection = DATABASE.connect();
                Statement end = connection.createStatement()) {
            connection.setAutoCommit(false);
            end.execute("SELECT 1 FROM calendar_version WHERE country_id = 'VUT' FOR UPDATE");
            change = CompletableFuture.supplyAsync(() -> SUPERUSER
                    .patch(TestCompetitions.PATH + id, Map.of("city", "Yaren"))
                    .status());
            Eventually.within(2, () -> DATABASE.queryValue(
                            "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
                    .equals("1"));
            requested = Instant.now();
            connection.rollback();
        }
        assertThat(change.get()).isEqualTo(200);
        assertThat(since("VUT", requested)).containsExactly(id);
    }

    private static List<String> since(String country, Instant time) {
        return ContractFixture.texts(
                READER.api()
                        .get(TestCompetitions.PATH + "?country=" + country + "&updated_since=" + time)
                        .json(),
                ContractFixture::idOf);
    }
}
