package run.opentrack.tests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.local.Suite;
import run.opentrack.local.SuiteFile;
import run.opentrack.tests.docs.PythonInterpreter;
import run.opentrack.tests.support.CommandResult;
import run.opentrack.tests.support.Eventually;
import run.opentrack.tests.support.ExportRuns;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;
import run.opentrack.tests.support.WebhookReceiver;

/** Journey of a federation's officer from sign-up to a competition in the public calendar. */
class NewUserTest {
    private final Suite suite = TestSuites.shared();
    private final SuiteFile file = suite.describe();
    private final String email = UUID.randomUUID() + "@example.org";

    @TempDir
    private Path folder;

    @Test
    void a_new_user_gets_from_sign_up_to_the_public_calendar() throws IOException {
        PythonInterpreter.assumeAvailable();
        try (ChromiumBrowser chromium = new ChromiumBrowser();
                BrowserSession officer = new BrowserSession(chromium.browser(), file);
                BrowserSession superuser = new BrowserSession(chromium.browser(), file)) {
            signUp(officer);
            request(officer);
            decide(superuser);
            grant(superuser);
            officer.open("/account/");
            assertThat(officer.page().locator(".tags").textContent()).contains("ADMIN_MLT");
            assertThat(officer.page().locator("#token").inputValue().split("\\."))
                    .hasSize(3);
            assertThat(officer.page().locator("nav").textContent()).doesNotContain("Administration");
            assertThat(superuser.page().locator("nav").textContent()).contains("Administration");
            useKeys(officer.page());
            useWebhooks(officer.page());
            officer.check("account");
            String name = TestCompetitions.newName();
            createTwiceInSwagger(officer, name);
            new ExportRuns(new TestAccounts(suite).superuser()).publish();
            officer.open("/calendar/?country=MLT&view=list&q=" + name.replace(' ', '+'));
            assertThat(officer.page()
                            .locator(".days a", new Page.LocatorOptions().setHasText(name))
                            .count())
                    .isEqualTo(2);
            officer.assertNoViolations();
            superuser.assertNoViolations();
        }
    }

    private void signUp(BrowserSession officer) {
        Page page = officer.open("/").page();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign up"))
                .first()
                .click();
        page.locator("#full_name").fill("Maria Vella");
        page.locator("#email").fill(email);
        page.locator("#password").fill("short");
        page.locator("#signup button").click();
        page.locator("#password-wrong").waitFor();
        page.locator("#password").fill(TestAccounts.PASSWORD);
        page.locator("#signup button").click();
        page.locator("#token").waitFor();
    }

    private void request(BrowserSession officer) {
        Page page = officer.open("/account/").page();
        page.locator("#group").selectOption("ADMIN_MLT");
        page.locator("#message").fill("I keep the calendar of Malta.");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Ask"))
                .click();
        page.getByText("ADMIN_MLT: open").waitFor();
    }

    private void decide(BrowserSession superuser) {
        Page page = superuser.open("/admin/").page();
        page.locator("main a", new Page.LocatorOptions().setHasText("Log in")).click();
        page.locator("#password").fill(file.superuser().password());
        page.locator("#email").fill(file.superuser().email());
        button(page, "Log in").click();
        page.waitForURL("**/admin/");
        Locator request = page.locator("form", new Page.LocatorOptions().setHasText(email));
        assertThat(request.textContent()).contains("I keep the calendar of Malta.", "ADMIN_MLT");
        request.locator("input").fill("Welcome");
        request.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Grant"))
                .click();
        page.getByText("ADMIN_MLT was granted to " + email).waitFor();
    }

    private void grant(BrowserSession superuser) {
        Page page = superuser.open("/admin").page();
        page.locator("#email").fill(email);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Find"))
                .click();
        page.locator("#group").selectOption("ADMIN_GBR");
        page.locator("form", new Page.LocatorOptions().setHas(page.locator("#group")))
                .getByRole(AriaRole.BUTTON)
                .click();
        page.getByText("ADMIN_GBR is granted.").waitFor();
        page.locator("tbody tr", new Page.LocatorOptions().setHasText("ADMIN_GBR"))
                .first()
                .waitFor();
        superuser.check("admin");
    }

    /** Adds a webhook, sends a ping to it, again from its log, and deletes it. */
    private void useWebhooks(Page page) {
        try (WebhookReceiver receiver = new WebhookReceiver()) {
            page.locator("#url").fill(receiver.url());
            page.locator("#hook-countries").fill("MLT");
            button(page, "Add webhook").click();
            String secret = page.locator("#new-secret").inputValue();
            button(page, "Ping " + receiver.url()).click();
            page.getByText("ping", new Page.GetByTextOptions().setExact(true)).waitFor();
            assertThat(receiver.await(1).get(0).isSignedBy(secret)).isTrue();
            Eventually.within(10, () -> {
                button(page, "Log of " + receiver.url()).click();
                return page.getByText("succeeded with 204").count() == 1;
            });
            button(page, "Send ping again").click();
            assertThat(receiver.await(2).get(1).id())
                    .isEqualTo(receiver.messages().get(0).id());
            button(page, "Delete " + receiver.url()).click();
            page.getByText("The webhook " + receiver.url() + " was deleted.").waitFor();
        }
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    /** Synchronises a calendar by the commands on the page, with a key that is created, rotated and revoked there. */
    private void useKeys(Page page) throws IOException {
        page.locator("#name").fill("Nightly job");
        button(page, "Create key").click();
        String key = page.locator("#new-key").inputValue();
        assertThat(key).startsWith("otk_live_").hasSize(57);
        assertThat(shell(page, "key-curl", key).output()).contains("200 OK").endsWith("[]");
        Files.writeString(folder.resolve("calendar.csv"), printed(page, "key-csv"));
        assertThat(shell(page, "key-sync", key))
                .matches(run -> run.status() == 0 && run.output().contains("upsert SPRING-1 201"));

        button(page, "Rotate Nightly job").click();
        Locator revoke = button(page, "Revoke Nightly job");
        revoke.nth(1).waitFor();
        String rotated = page.locator("#new-key").inputValue();
        assertThat(rotated).isNotEqualTo(key).hasSize(57);
        assertThat(shell(page, "key-sync", rotated).status()).isZero();
        assertThat(shell(page, "key-curl", key).output()).contains("200 OK");

        button(page, "Revoke Nightly job " + rotated.substring(0, 19)).click();
        page.getByText("was revoked.").waitFor();
        assertThat(page.locator("#new-key").count()).isZero();
        assertThat(revoke.count()).isEqualTo(1);
        Eventually.within(10, () -> shell(page, "key-curl", rotated).output().contains("401 Unauthorized"));
        CommandResult refused = shell(page, "key-sync", rotated);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output()).contains("401: ", "revoked");
        assertThat(shell(page, "key-curl", key).output()).contains("200 OK");
    }

    /** Runs commands of the page with a key. */
    private CommandResult shell(Page page, String sample, String key) {
        String commands = printed(page, sample).replace("paste the key here", key);
        String path = "/usr/bin:" + System.getenv("PATH");
        return CommandResult.of(folder, Map.of("PATH", path), "bash", "-c", commands.replace("curl ", "curl -s "));
    }

    /** Text of the page, with a year that no other test uses. */
    private static String printed(Page page, String sample) {
        return page.locator("#" + sample)
                .textContent()
                .replaceAll("\\b" + LocalDate.now().getYear() + "\\b", "1990");
    }

    private void createTwiceInSwagger(BrowserSession officer, String name) {
        SwaggerUiPage swagger = SwaggerUiPage.of(officer);
        swagger.authorize(email, TestAccounts.PASSWORD);
        Locator create = swagger.operation("post", TestCompetitions.PATH);
        var body = TestCompetitions.small("MLT", LocalDate.now());
        body.put("full_name", name);
        execute(swagger, create, body, "201");
        String conflict = execute(swagger, create, body, "409");
        body.put(
                "override_token",
                Json.read(conflict).get("detail").get("override_token").asText());
        execute(swagger, create, body, "201");
    }

    private static String execute(SwaggerUiPage swagger, Locator create, Object body, String status) {
        create.locator("textarea.body-param__text").fill(Json.text(body));
        return swagger.execute(create, status);
    }
}
