package run.opentrack.tests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitUntilState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteFile;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ExportRuns;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Accessibility of each page but the API reference, its width on a phone, and the hosts that it contacts. */
class PagesTest {
    private static final Suite SUITE = TestSuites.shared();
    private static final SuiteFile FILE = SUITE.describe();
    private static final TestAccounts ACCOUNTS = new TestAccounts(SUITE);
    private static final String HOSTILE = "<img src=x onerror=alert(1)> Meeting";

    @AutoClose
    private static ChromiumBrowser chromium;

    @BeforeAll
    static void open() {
        chromium = new ChromiumBrowser();
    }

    @Test
    void public_pages_are_accessible_and_stay_on_this_host() {
        try (BrowserSession session = new BrowserSession(chromium.browser(), FILE)) {
            for (String path :
                    List.of("/", "/signup/", "/account/", "/status/", "/admin/", "/account/#reset=invented")) {
                session.open("/site.json");
                session.open(path).check("public-" + nameOf(path));
            }
            session.assertNoViolations();
        }
    }

    @Test
    void the_calendar_shows_hostile_names_as_text_and_is_accessible() {
        ApiClient superuser = ACCOUNTS.superuser();
        LocalDate day = LocalDate.now().withDayOfMonth(15);
        Map<String, Object> first = described(TestCompetitions.small("MLT", day), 0);
        superuser.post(TestCompetitions.PATH, first);
        for (int i = 1; i < 5; i++) {
            superuser.post(TestCompetitions.PATH, described(TestCompetitions.small("MLT", day), i));
        }
        superuser.post(
                TestCompetitions.PATH, TestCompetitions.with(TestCompetitions.small("EST", day), "full_name", HOSTILE));
        new ExportRuns(superuser).publish();
        try (BrowserSession session = new BrowserSession(chromium.browser(), FILE)) {
            Page page = session.open("/calendar").page();
            page.locator(".month li a", new Page.LocatorOptions().setHasText("Meeting"))
                    .or(page.locator(".month .more"))
                    .first()
                    .waitFor();
            session.check("calendar-month");
            page.locator("#q").fill("meeting");
            page.locator(".bar button", new Page.LocatorOptions().setHasText("List"))
                    .click();
            page.locator(".days a", new Page.LocatorOptions().setHasText(HOSTILE))
                    .waitFor();
            session.check("calendar-list");
            page.locator(".days a", new Page.LocatorOptions().setHasText(HOSTILE))
                    .click();
            page.locator("h1", new Page.LocatorOptions().setHasText(HOSTILE)).waitFor();
            session.open("/calendar/?country=MLT&view=list&q="
                    + URLEncoder.encode((String) first.get("full_name"), StandardCharsets.UTF_8));
            page.locator(".days a").first().click();
            page.locator("dl.facts").waitFor();
            assertThat(page.locator("main .row a").allTextContents()).containsExactly("Website", "Entries");
            session.check("competition");
            session.open("/calendar/?q=nosuchcompetition").check("calendar-empty");
            session.assertNoViolations();
        }
    }

    @Test
    void the_calendar_finds_words_as_the_api_does_and_shows_new_year_and_long_competitions() {
        ApiClient superuser = ACCOUNTS.superuser();
        int year = LocalDate.now().getYear();
        Map<String, Object> newYear = TestCompetitions.small("ISL", year + "-12-29");
        newYear.put("full_name", "Memoriał Łódzki Weißensee " + TestCompetitions.newName());
        newYear.put("finish_date", (year + 1) + "-01-03");
        superuser.post(TestCompetitions.PATH, newYear).requireStatus(201);
        Map<String, Object> league = TestCompetitions.small("ISL", (year + 1) + "-02-01");
        league.put("full_name", "Ligue d'Athlétisme " + TestCompetitions.newName());
        league.put("finish_date", (year + 1) + "-06-01");
        String cancelled = superuser
                .post(TestCompetitions.PATH, league)
                .requireStatus(201)
                .json()
                .get("id")
                .asText();
        Map<String, String> status = Map.of("status", "cancelled", "reason", "<i>No referees");
        superuser.put(TestCompetitions.PATH + cancelled + "/status", status).requireStatus(200);
        new ExportRuns(superuser).publish();
        try (BrowserSession session = new BrowserSession(chromium.browser(), FILE)) {
            String address = "/calendar/?country=ISL&year=" + (year + 1) + "&month=" + (year + 1);
            Page page = session.open(address + "-01").page();
            page.locator(".month td:not(.other) a", new Page.LocatorOptions().setHasText("Łódzki"))
                    .first()
                    .waitFor();
            for (String words : List.of("lodz", "memorial", "weissensee", "Łódź")) {
                page.locator("#q").fill(words);
                page.locator(".bar [role=status]", new Page.LocatorOptions().setHasText("1 competition "))
                        .waitFor();
                assertThat(superuser
                                .get(TestCompetitions.PATH + "?country=ISL&year=" + year + "&q="
                                        + ApiClient.encode(words))
                                .json())
                        .isNotEmpty();
            }
            page.locator("#q").fill("athletisme");
            page.locator(".bar [role=status]", new Page.LocatorOptions().setHasText("1 competition "))
                    .waitFor();
            session.open(address + "-04");
            page.locator(".month td:not(.other) a", new Page.LocatorOptions().setHasText("Ligue"))
                    .first()
                    .waitFor();
            assertThat(page.locator("main .note").count()).isZero();
            String feed = page.locator(".bar [type='application/atom+xml']").getAttribute("href");
            assertThat(page.request().get(feed).text()).startsWith("<?xml").contains("Ligue");
            assertThat(page.locator(".month li a s").first().textContent()).startsWith("Ligue");
            session.open("/calendar/?country=ISL&view=list&year=" + (year + 1) + "&month=" + (year + 1) + "-04");
            page.locator(".days .state", new Page.LocatorOptions().setHasText("Cancelled: <i>No referees"))
                    .waitFor();
            page.locator(".days a").first().click();
            page.locator("h1 s").waitFor();
            assertThat(page.locator("main .note").textContent()).isEqualTo("Cancelled: <i>No referees");
            session.open(address + "-04");
            page.locator(".month li a s").first().waitFor();
            assertThat(page.locator(".bar a[href^=webcal]").getAttribute("href"))
                    .endsWith("/euroath/domestic_calendar_ISL.ics");
            session.assertNoViolations();
        }
    }

    @Test
    void the_calendar_shows_the_days_of_neighbouring_years_and_folds_age_groups_and_words() {
        ApiClient superuser = ACCOUNTS.superuser();
        int year = LocalDate.now().getYear();
        LocalDate last = LocalDate.of(year, 12, 31);
        int shown = last.getDayOfWeek() == DayOfWeek.SUNDAY ? 0 : 1;
        Map<String, Object> school = TestCompetitions.small("PLW", last);
        school.put("full_name", "Cros Col·legial " + TestCompetitions.newName());
        school.put("age_groups", List.of("u14"));
        superuser.post(TestCompetitions.PATH, school).requireStatus(201);
        Map<String, Object> marathon = TestCompetitions.small("PLW", last.plusDays(1));
        marathon.put("full_name", "Ma\u00adrató " + TestCompetitions.newName());
        marathon.putAll(Map.of("age_groups", List.of("U14,SEN"), "latitude", 42.5, "longitude", -5e-7));
        superuser.post(TestCompetitions.PATH, marathon).requireStatus(201);
        new ExportRuns(superuser).publish();
        for (String word : List.of("collegial", "marato")) {
            assertThat(superuser
                            .get(TestCompetitions.PATH + "?country=PLW&q=" + word)
                            .json())
                    .hasSize(1);
        }
        try (BrowserSession session = new BrowserSession(chromium.browser(), FILE)) {
            String address = "/calendar/?country=PLW&age=u14&year=";
            Page page = session.open(address + year + "&month=" + year + "-12").page();
            assertShown(page, "1 competition in " + year, "Col·legial", "Ma\u00adrató", shown);
            page.locator("#q").fill("collegial");
            assertShown(page, "1 competition in " + year, "Col·legial", "Ma\u00adrató", 0);
            session.open(address + (year + 1) + "&month=" + (year + 1) + "-01");
            assertShown(page, "1 competition in " + (year + 1), "Ma\u00adrató", "Col·legial", shown);
            assertThat(page.locator("#age option").allTextContents()).hasSize(3);
            page.locator("#q").fill("marato");
            assertShown(page, "1 competition in " + (year + 1), "Ma\u00adrató", "Col·legial", 0);
            page.locator(".month a").first().click();
            assertThat(page.locator("dl.facts").textContent()).contains("42.5, -0.0000005");
            session.assertNoViolations();
        }
    }

    /** Asserts the status line, a competition of the month and the number of those of another year. */
    private static void assertShown(Page page, String status, String name, String other, int others) {
        page.locator(".bar [role=status]", new Page.LocatorOptions().setHasText(status))
                .waitFor();
        page.locator(".month td:not(.other) a", new Page.LocatorOptions().setHasText(name))
                .first()
                .waitFor();
        page.waitForCondition(() -> page.locator(".month td.other a", new Page.LocatorOptions().setHasText(other))
                        .count()
                == others);
    }

    @Test
    void an_admin_changes_the_status_on_the_page_of_a_competition() {
        TestAccounts.TestAccount admin = ACCOUNTS.withGroups("ADMIN_LIE");
        String path = createIn("LIE");
        ApiClient.Response stored = admin.api().get(path);
        try (BrowserSession session = new BrowserSession(chromium.browser(), FILE)) {
            session.logIn(admin.email(), TestAccounts.PASSWORD);
            Page page = session.open(pageOf(stored)).page();
            Locator save = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Save status"));
            page.getByLabel("Status").focus();
            page.keyboard().type("Canc");
            page.keyboard().press("Tab");
            page.keyboard().type("The stadium is <b>flooded");
            page.keyboard().press("Enter");
            page.locator("h1 s").waitFor();
            assertThat(page.locator("main .note.bad").textContent()).isEqualTo("Cancelled: The stadium is <b>flooded");
            page.getByText("The status was saved.").waitFor();
            assertThat(statusOf(admin.api(), path)).isEqualTo("cancelled: The stadium is <b>flooded");
            session.check("status-form");

            admin.api().patch(path, Map.of("city", "Vaduz")).requireStatus(200);
            page.getByLabel("Status").selectOption("postponed");
            assertThat(page.getByLabel("Reason").inputValue()).isEmpty();
            save.click();
            page.getByText("Nothing was saved").waitFor();
            assertThat(statusOf(admin.api(), path)).startsWith("cancelled");
            page.getByText("Vaduz").waitFor();
            save.click();
            page.getByText("The status was saved.").waitFor();
            assertThat(page.locator("h1 s").count()).isZero();
            assertThat(page.locator("main .note.bad").textContent()).isEqualTo("Postponed");

            ACCOUNTS.superuser()
                    .delete("/api/v1/auth/accounts/" + admin.id() + "/groups/ADMIN_LIE")
                    .requireStatus(204);
            save.click();
            page.locator("form .note.bad", new Page.LocatorOptions().setHasText("ADMIN_LIE"))
                    .waitFor();
            session.open(pageOf(stored));
            page.getByText("Vaduz").waitFor();
            assertThat(page.getByLabel("Status").count()).isZero();
            session.assertNoViolations();
        }
    }

    /** A form that is submitted before its script would add the password to the URL. */
    @Test
    void the_sign_up_form_waits_for_its_script_and_for_a_busy_service() {
        try (BrowserSession session = new BrowserSession(chromium.browser(), FILE)) {
            Page page = session.page();
            List<Route> scripts = new ArrayList<>();
            page.route("**/site/signup.js", scripts::add);
            int[] logins = {0};
            page.route("**/api/v1/auth/token", login -> {
                if (logins[0]++ == 0) {
                    login.fulfill(new Route.FulfillOptions().setStatus(503).setHeaders(Map.of("Retry-After", "1")));
                } else {
                    login.resume();
                }
            });
            page.navigate(
                    FILE.gatewayUrl() + "/signup/", new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
            assertThat(page.locator("#signup button").isDisabled()).isTrue();
            page.waitForCondition(() -> !scripts.isEmpty());
            scripts.forEach(Route::resume);
            page.locator("#full_name").fill("Maria Vella");
            page.locator("#email").fill(UUID.randomUUID() + "@example.org");
            page.locator("#password").fill(TestAccounts.PASSWORD);
            page.locator("#signup button").click();
            page.locator("#token").waitFor();
            assertThat(logins[0]).isEqualTo(2);
        }
    }

    private static String createIn(String country) {
        return ACCOUNTS.superuser()
                .post(TestCompetitions.PATH, TestCompetitions.small(country, LocalDate.now()))
                .requireStatus(201)
                .header("Location");
    }

    private static String pageOf(ApiClient.Response stored) {
        return "/competition/?country=" + stored.json().get("country_id").asText() + "&year="
                + stored.json().get("year").asText() + "&id="
                + stored.json().get("id").asText();
    }

    private static String statusOf(ApiClient api, String path) {
        JsonNode status = api.get(path + "?include=status").json().get("status");
        return status.get("status").asText() + ": " + status.get("reason").asText();
    }

    private static Map<String, Object> described(Map<String, Object> competition, int number) {
        competition.put(
                "city",
                List.of("Valletta", "Marsa", "Sliema", "Victoria", "Gżira").get(number));
        competition.put("age_groups", List.of("U14", "U16,U18"));
        competition.put("website", "https://example.org/meeting");
        competition.put("entry_link", "https://example.org/entries");
        competition.put("basic_description", "An evening meeting for all.\nFloodlit, with an infield grill.");
        return competition;
    }

    private static String nameOf(String path) {
        String name = path.replaceAll("[^a-z]+", "-").replaceAll("^-|-$", "");
        return name.isEmpty() ? "start" : name;
    }
}
