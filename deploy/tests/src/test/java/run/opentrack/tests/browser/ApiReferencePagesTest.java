package run.opentrack.tests.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.opentrack.local.SuiteFile;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Accessibility of Swagger UI and ReDoc, their width on a phone, and the hosts that they contact. */
@ConcurrentClass
class ApiReferencePagesTest {
    private static final SuiteFile FILE = TestSuites.shared().describe();

    @AutoClose
    private static ChromiumBrowser chromium;

    @BeforeAll
    static void open() {
        chromium = new ChromiumBrowser();
    }

    @Test
    void swagger_ui_is_accessible_from_its_list_to_a_response_and_stays_on_this_host() {
        try (BrowserSession session = new BrowserSession(chromium.browser(), FILE)) {
            session.check("docs", () -> SwaggerUiPage.of(session));
            session.check("docs-authorize", () -> SwaggerUiPage.of(session).openAuthorizeDialog());
            session.check("docs-responses", () -> {
                SwaggerUiPage swagger = SwaggerUiPage.of(session);
                swagger.execute(swagger.operation("post", TestCompetitions.PATH), "401");
                swagger.authorize(FILE.superuser().email(), FILE.superuser().password());
                swagger.execute(swagger.operation("get", TestCompetitions.PATH), "200");
            });
            session.check("docs-schema", () -> {
                Locator create = SwaggerUiPage.of(session).operation("post", TestCompetitions.PATH);
                openSchema(create.locator(".opblock-section-request-body"));
                openSchema(create.locator(".responses-table"));
            });
            session.assertNoViolations();
        }
    }

    private static void openSchema(Locator part) {
        part.locator("[data-name=model]").first().click();
        // A section opened before all references are resolved is rendered again, closed.
        Eventually.within(20, () -> {
            part.locator("button", new Locator.LocatorOptions().setHasText("Expand all"))
                    .first()
                    .click();
            Eventually.pause(300);
            return part.locator(".json-schema-2020-12-property").count() > 0;
        });
    }

    @Test
    void redoc_is_accessible_down_to_an_opened_response_and_stays_on_this_host() {
        try (BrowserSession session = new BrowserSession(chromium.browser(), FILE)) {
            String operation = "[id='operation/createCompetition']";
            session.check("redoc", operation, () -> {
                Locator create = redoc(session).locator(operation);
                create.scrollIntoViewIfNeeded();
                create.locator("button:has(strong)").first().click();
            });
            session.assertNoViolations();
        }
    }

    private static Page redoc(BrowserSession session) {
        // The menu is hidden on a phone.
        session.open("/redoc")
                .page()
                .locator("#redoc [role=menu]")
                .first()
                .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.ATTACHED));
        return session.page();
    }
}
