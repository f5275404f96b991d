package run.opentrack.acceptance.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Chromium;
import run.opentrack.acceptance.suite.Competitions;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.Suites;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteFile;

/** Each page as it is read: on a phone and a desktop, in light and dark, by axe, and by whoever listens on the wire. */
class PagesTest {
    private static final Suite SUITE = Suites.shared();
    private static final SuiteFile FILE = SUITE.describe();
    private static final People PEOPLE = new People(SUITE);
    private static final String HOSTILE = "<img src=x onerror=alert(1)> Meeting";
    private static Chromium chromium;

    @BeforeAll
    static void open() {
        chromium = new Chromium();
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @Test
    void pages_for_anybody_are_accessible_and_stay_on_this_host() {
        try (Visitor visitor = new Visitor(chromium.browser(), FILE)) {
            for (String path :
                    List.of("/", "/signup/", "/account/", "/status/", "/admin/", "/account/#reset=invented")) {
                visitor.open("/site.json");
                visitor.open(path).lookAt("anybody-" + nameOf(path));
            }
            visitor.assertNothingAmiss();
        }
    }

    @Test
    void the_frame_around_swagger_ui_and_redoc_is_accessible_and_both_stay_on_this_host() {
        try (Visitor visitor = new Visitor(chromium.browser(), FILE)) {
            visitor.lookAt("docs", () -> visitor.open("/docs")
                    .page()
                    .locator("#swagger-ui .opblock")
                    .first()
                    .waitFor());
            visitor.lookAt("redoc", () -> visitor.open("/redoc")
                    .page()
                    .locator("#redoc .menu-content")
                    .waitFor());
            visitor.assertNothingAmiss();
        }
    }

    @Test
    void the_calendar_shows_hostile_names_as_text_and_is_accessible() {
        Api superuser = PEOPLE.superuser();
        LocalDate day = LocalDate.now().withDayOfMonth(15);
        for (int i = 0; i < 5; i++) {
            superuser.post(Competitions.PATH, described(Competitions.small("MLT", day), i));
        }
        superuser.post(Competitions.PATH, Competitions.with(Competitions.small("EST", day), "full_name", HOSTILE));
        Exports.publish(superuser);
        try (Visitor visitor = new Visitor(chromium.browser(), FILE)) {
            Page page = visitor.open("/calendar").page();
            page.locator(".month li a", new Page.LocatorOptions().setHasText("Meeting"))
                    .or(page.locator(".month .more"))
                    .first()
                    .waitFor();
            visitor.lookAt("calendar-month");
            page.locator("#q").fill("meeting");
            page.locator(".bar button", new Page.LocatorOptions().setHasText("List"))
                    .click();
            page.locator(".days a", new Page.LocatorOptions().setHasText(HOSTILE))
                    .waitFor();
            visitor.lookAt("calendar-list");
            page.locator(".days a", new Page.LocatorOptions().setHasText(HOSTILE))
                    .click();
            page.locator("h1", new Page.LocatorOptions().setHasText(HOSTILE)).waitFor();
            visitor.open("/calendar/?country=MLT&q=cup&view=list");
            page.locator(".days a").first().click();
            page.locator("dl.facts").waitFor();
            assertThat(page.locator("main .row a").allTextContents()).containsExactly("Website", "Entries");
            visitor.lookAt("competition");
            visitor.open("/calendar/?q=nosuchcompetition").lookAt("calendar-empty");
            visitor.assertNothingAmiss();
        }
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
