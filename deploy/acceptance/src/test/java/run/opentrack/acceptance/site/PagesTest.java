package run.opentrack.acceptance.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Chromium;
import run.opentrack.acceptance.suite.Competitions;
import run.opentrack.acceptance.suite.Eventually;
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
    void swagger_ui_is_accessible_from_its_list_to_an_answer_and_stays_on_this_host() {
        try (Visitor visitor = new Visitor(chromium.browser(), FILE)) {
            visitor.lookAt("docs", () -> SwaggerUi.of(visitor));
            visitor.lookAt("docs-authorize", () -> SwaggerUi.of(visitor).askForAuthorization());
            visitor.lookAt("docs-answers", () -> {
                SwaggerUi swagger = SwaggerUi.of(visitor);
                swagger.execute(swagger.operation("post", Competitions.PATH), "401");
                swagger.authorize(FILE.superuser().email(), FILE.superuser().password());
                swagger.execute(swagger.operation("get", Competitions.PATH), "200");
            });
            visitor.lookAt("docs-schema", () -> {
                Locator create = SwaggerUi.of(visitor).operation("post", Competitions.PATH);
                openSchema(create.locator(".opblock-section-request-body"));
                openSchema(create.locator(".responses-table"));
            });
            visitor.assertNothingAmiss();
        }
    }

    private static void openSchema(Locator part) {
        part.locator("[data-name=model]").first().click();
        // What is opened before all references are resolved is drawn again, closed.
        Eventually.within(20, () -> {
            part.locator("button", new Locator.LocatorOptions().setHasText("Expand all"))
                    .first()
                    .click();
            Eventually.pause(300);
            return part.locator(".json-schema-2020-12-property").count() > 0;
        });
    }

    @Test
    void redoc_is_accessible_down_to_an_opened_answer_and_stays_on_this_host() {
        try (Visitor visitor = new Visitor(chromium.browser(), FILE)) {
            visitor.lookAt("redoc", () -> {
                Locator create = redoc(visitor).locator("[id='operation/createCompetition']");
                create.scrollIntoViewIfNeeded();
                create.locator("button:has(strong)").first().click();
            });
            visitor.assertNothingAmiss();
        }
    }

    private static Page redoc(Visitor visitor) {
        // A phone does not show the menu.
        visitor.open("/redoc")
                .page()
                .locator("#redoc [role=menu]")
                .first()
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        return visitor.page();
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
