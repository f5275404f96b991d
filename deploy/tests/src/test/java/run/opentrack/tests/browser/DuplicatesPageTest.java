package run.opentrack.tests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteFile;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ApiClient.Response;
import run.opentrack.tests.support.ExportRuns;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestAccounts.TestAccount;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Review of possible duplicates by the keyboard and on a phone, by several admins at once. */
class DuplicatesPageTest {
    /** No other test creates competitions in Albania. */
    private static final String COUNTRY = "ALB";

    private static final Suite SUITE = TestSuites.shared();
    private static final SuiteFile FILE = SUITE.describe();
    private static final TestAccounts ACCOUNTS = new TestAccounts(SUITE);

    @AutoClose
    private static ChromiumBrowser chromium;

    @BeforeAll
    static void open() {
        chromium = new ChromiumBrowser();
    }

    @Test
    void two_admins_review_one_queue_and_subscribers_see_one_event() {
        String name = TestCompetitions.newName();
        createTwice(TestCompetitions.newName());
        List<String> ids = createTwice(name);
        createTwice(TestCompetitions.newName());
        String merged;
        try (BrowserSession first = admin(COUNTRY);
                BrowserSession second = admin(COUNTRY)) {
            Page page = first.page();
            assertThat(page.locator("nav").textContent()).contains("Duplicates");
            page.keyboard().press("j");
            page.getByText("Pair 2 of 3").waitFor();
            page.keyboard().press("k");
            page.getByText("Pair 1 of 3").waitFor();
            first.check("duplicates");

            page.keyboard().press("s");
            second.page().keyboard().press("d");
            assertThat(List.of(outcome(first), outcome(second))).containsExactlyInAnyOrder("note good", "note bad");

            page.getByText("Pair 1 of 2").waitFor();
            page.keyboard().press("2");
            page.keyboard().press("s");
            page.getByText("Merged: “" + name).waitFor();
            page.keyboard().press("u");
            page.getByText("Undone: “" + name).waitFor();
            page.keyboard().press("2");
            page.keyboard().press("s");
            page.getByText("Merged: “" + name).waitFor();
            second.page().keyboard().press("d");
            second.page().getByText("another admin has decided it, merged").waitFor();

            second.phone();
            button(second.page(), "Different").click();
            second.page().getByText("Not the same").waitFor();
            button(second.page(), "Undo").click();
            second.page().getByText("Undone: ").waitFor();
            button(second.page(), "Different").click();
            second.page().getByText("Not the same").waitFor();
            second.page().getByText("No pairs").waitFor();

            merged = assertLeadsOn(first, ids, name);
            first.assertNoViolations();
            second.assertNoViolations();
        }
        new ExportRuns(ACCOUNTS.superuser()).publish();
        String calendar = ApiClient.at(FILE.staticUrl())
                .get("/live/euroath/domestic_calendar_" + COUNTRY + ".ics")
                .requireStatus(200)
                .text();
        assertThat(calendar.split("SUMMARY:" + name, -1)).hasSize(2);
        try (BrowserSession reader = new BrowserSession(chromium.browser(), FILE)) {
            openOldAddress(reader, merged, name);
            reader.assertNoViolations();
        }
    }

    /** Returns the id that was not kept, which leads to the other one with the website of both. */
    private static String assertLeadsOn(BrowserSession session, List<String> ids, String name) {
        ApiClient api = ACCOUNTS.superuser();
        String merged = ids.stream()
                .filter(id -> api.get(TestCompetitions.PATH + id).status() == 301)
                .findFirst()
                .orElseThrow();
        String kept = TestCompetitions.PATH + ids.get(1 - ids.indexOf(merged));
        assertThat(api.get(TestCompetitions.PATH + merged).header("Location")).endsWith(kept);
        JsonNode competition = api.get(kept).json();
        assertThat(competition.get("website").asText()).isEqualTo("https://example.org/" + name.substring(4));
        openOldAddress(session, merged, name);
        return merged;
    }

    private static void openOldAddress(BrowserSession session, String id, String name) {
        session.open(
                "/competition/?country=" + COUNTRY + "&year=" + LocalDate.now().getYear() + "&id=" + id);
        session.page().locator("h1", new Page.LocatorOptions().setHasText(name)).waitFor();
    }

    @Test
    void admins_of_two_countries_decide_about_a_pair_across_their_border() {
        String name = TestCompetitions.newName();
        String website = "https://example.org/2033/" + name.substring(4);
        for (String country : List.of("AND", "MCO")) {
            create(TestCompetitions.with(competition(country, name), "website", website))
                    .requireStatus(201);
        }
        try (BrowserSession proposing = admin("AND");
                BrowserSession deciding = admin("MCO")) {
            Page page = proposing.page();
            page.getByText(name).first().waitFor();
            page.keyboard().press("s");
            page.getByText("Proposed: “" + name).waitFor();
            page = deciding.open("/duplicates/?country=MCO&state=proposed").page();
            page.getByText("Proposed by Andorra").waitFor();
            page.keyboard().press("s");
            page.getByText("Merged: “" + name).waitFor();
        }
    }

    private static String outcome(BrowserSession session) {
        Locator note = session.page().locator("main .note");
        note.waitFor();
        return note.getAttribute("class");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private static BrowserSession admin(String country) {
        TestAccount account = ACCOUNTS.withGroups("ADMIN_" + country);
        BrowserSession session = new BrowserSession(chromium.browser(), FILE);
        session.logIn(account.email(), TestAccounts.PASSWORD);
        session.open("/duplicates/?country=" + country);
        return session;
    }

    private static Map<String, Object> competition(String country, String name) {
        Map<String, Object> competition = TestCompetitions.small(country, LocalDate.now());
        competition.put("full_name", name);
        competition.put("website", "https://example.org/" + name.substring(4));
        return competition;
    }

    private static Response create(Map<String, Object> competition) {
        return ACCOUNTS.superuser().post(TestCompetitions.PATH, competition);
    }

    /** Creates one competition twice, the second time with a website, and returns the ids. */
    private static List<String> createTwice(String name) {
        Map<String, Object> again = competition(COUNTRY, name);
        Response first = create(TestCompetitions.with(again, "website", null)).requireStatus(201);
        JsonNode conflict = create(again).requireStatus(409).json().get("detail");
        again.put("override_token", conflict.get("override_token").asText());
        return Stream.of(first, create(again).requireStatus(201))
                .map(response -> response.json().get("id").asText())
                .toList();
    }
}
