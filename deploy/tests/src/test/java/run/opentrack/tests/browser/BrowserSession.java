package run.opentrack.tests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import run.opentrack.local.SuiteFile;
import run.opentrack.tests.support.TestSuites;

/** Browser context that records requested URLs, errors and accessibility violations. */
final class BrowserSession implements AutoCloseable {
    private static final Path SCREENSHOTS = TestSuites.repository().resolve("deploy/tests/target/screenshots");

    private final SuiteFile suite;
    private final BrowserContext context;
    private final Page page;
    private final Queue<String> requestedUrls = new ConcurrentLinkedQueue<>();
    private final Queue<String> accessibilityViolations = new ConcurrentLinkedQueue<>();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();

    BrowserSession(Browser browser, SuiteFile suite) {
        this.suite = suite;
        this.context = browser.newContext(new Browser.NewContextOptions()
                .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
        this.page = context.newPage();
        context.onRequest(request -> requestedUrls.add(request.url()));
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                errors.add(message.text());
            }
        });
        page.onPageError(errors::add);
        page.setDefaultTimeout(45_000);
        desktop();
    }

    Page page() {
        return page;
    }

    BrowserSession open(String path) {
        page.navigate(suite.gatewayUrl() + path);
        page.waitForFunction("() => document.querySelectorAll('.loading').length === 0");
        return this;
    }

    void desktop() {
        page.setViewportSize(1280, 860);
    }

    void phone() {
        page.setViewportSize(360, 740);
    }

    void logIn(String email, String password) {
        open("/account/");
        page.locator("#email").fill(email);
        page.locator("#password").fill(password);
        page.locator("button", new Page.LocatorOptions().setHasText("Log in"))
                .first()
                .click();
        page.locator("#token").waitFor();
    }

    /** Checks the open page by axe, and its width on a phone; a full run also in dark colours. */
    void check(String name) {
        check(name, () -> {});
    }

    /** @param open opens the page, once for each colour scheme */
    void check(String name, Runnable open) {
        check(name, "html", open);
    }

    /** @param part selector of the part of a long page that a short run checks; a full run checks all of it */
    void check(String name, String part, Runnable open) {
        List<ColorScheme> schemes =
                TestSuites.isFullRun() ? List.of(ColorScheme.LIGHT, ColorScheme.DARK) : List.of(ColorScheme.LIGHT);
        for (ColorScheme scheme : schemes) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            open.run();
            String kind = scheme.name().toLowerCase(java.util.Locale.ROOT);
            phone();
            if (!(Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")) {
                accessibilityViolations.add(name + " is wider than a phone");
            }
            if (TestSuites.isFullRun()) {
                screenshot(name + "-phone-" + kind);
                runAxe(name + "-phone-" + kind, "html");
            }
            desktop();
            if (TestSuites.isFullRun()) {
                screenshot(name + "-desktop-" + kind);
            }
            runAxe(name + "-desktop-" + kind, TestSuites.isFullRun() ? "html" : part);
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    private void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    private void runAxe(String name, String part) {
        AxeRunOptions options = new AxeRunOptions();
        options.setResultTypes(List.of("violations"));
        // Otherwise a second page evaluates all results, for frames of other origins, of which there are none.
        for (var rule : new AxeBuilder(page)
                .include(part)
                .options(options)
                .setLegacyMode(true)
                .analyze()
                .getViolations()) {
            accessibilityViolations.add(name + ", " + rule.getId() + ": "
                    + rule.getNodes().stream()
                            .map(node -> node.getTarget() + " " + node.getHtml())
                            .limit(8)
                            .toList());
        }
    }

    /** Requires no accessibility violation, no request to other hosts than gateway and static files, and no error. */
    void assertNoViolations() {
        assertThat(accessibilityViolations).isEmpty();
        assertThat(requestedUrls)
                .isNotEmpty()
                .allMatch(address -> address.startsWith(suite.gatewayUrl() + "/")
                        || address.startsWith(suite.staticUrl() + "/")
                        || address.startsWith("data:")
                        || address.startsWith("blob:" + suite.gatewayUrl() + "/"));
        assertThat(errors).isEmpty();
    }

    @Override
    public void close() {
        context.close();
    }
}
