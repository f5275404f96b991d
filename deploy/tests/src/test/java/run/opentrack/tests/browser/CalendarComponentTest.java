package run.opentrack.tests.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.export.ExportSuite.YEAR;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.export.ExportSuite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.TestCompetitions;

/** The {@code athletics-calendar} web component in a page of another origin. */
class CalendarComponentTest {
    private static final ExportSuite EXPORTS = ExportSuite.shared();
    private static final String HOSTILE = "<img src=x onerror=\"window.hacked=1\"> ";
    private static final String WEBSITE = "https://example.org/isle-of-man";

    private static HttpServer club;
    private static ChromiumBrowser chromium;

    @BeforeAll
    static void publish() throws IOException {
        chromium = new ChromiumBrowser();
        ApiClient superuser = EXPORTS.accounts.superuser();
        Map<String, Object> hostile = TestCompetitions.small("IRL", (YEAR + 1) + "-05-08");
        superuser.post(
                TestCompetitions.PATH,
                TestCompetitions.with(hostile, "full_name", HOSTILE + TestCompetitions.newName()));
        Map<String, Object> linked = TestCompetitions.small("IRL", (YEAR + 1) + "-10-03");
        superuser.post(TestCompetitions.PATH, TestCompetitions.with(linked, "website", WEBSITE));
        EXPORTS.export("{}");
        club = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        club.createContext("/", exchange -> {
            byte[] page = clubPage().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        club.start();
    }

    @AfterAll
    static void end() {
        if (chromium != null) {
            chromium.close();
            club.stop(0);
        }
    }

    /** Page of a club with the web component. */
    private static String clubPage() {
        return """
                <!doctype html><html lang="de"><head><title>Club</title></head><body><h1>Club</h1>
                <script type="module" src="%s/live/euroath/athletics-calendar.js"></script>
                <athletics-calendar country="IRL" year="%d"></athletics-calendar></body></html>""".formatted(EXPORTS.staticUrl(), YEAR + 1);
    }

    private static String clubUrl() {
        return "http://localhost:" + club.getAddress().getPort() + "/";
    }

    @Test
    void a_page_of_another_origin_shows_the_calendar_in_its_language_and_runs_nothing() {
        Page page = chromium.browser().newPage();
        List<String> problems = new ArrayList<>();
        page.onPageError(problems::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("favicon")) {
                problems.add(message.text());
            }
        });
        page.navigate(clubUrl());
        Locator calendar = page.locator("athletics-calendar");
        calendar.locator("li").first().waitFor();
        assertThat(calendar.locator("h3").allTextContents()).containsExactly("Mai", "Oktober");
        assertThat(calendar.locator("h2").textContent()).contains("Leichtathletik-Kalender", "Irland");
        assertThat(calendar.locator("li").first().textContent()).contains(HOSTILE.strip());
        assertThat(page.evaluate("window.hacked ?? null")).isNull();
        assertThat(calendar.locator("li img").count()).isZero();
        assertThat(calendar.locator("li .name a").getAttribute("href")).isEqualTo(WEBSITE);
        assertThat(page.context().cookies()).isEmpty();
        assertThat(page.evaluate("localStorage.length + sessionStorage.length")).isEqualTo(0);
        assertThat(problems).isEmpty();

        calendar.locator("[name=month]").selectOption("10");
        assertThat(calendar.locator("li").count()).isEqualTo(1);
        calendar.locator("[name=month]").selectOption("");
        calendar.locator("[name=words]").fill("IMG onerror");
        assertThat(calendar.locator("h3").allTextContents()).containsExactly("Mai");
        calendar.locator("[name=words]").fill("nothing is called so");
        assertThat(calendar.locator("[role=status]").textContent()).isEqualTo("Keine Wettkämpfe gefunden");
    }

    @Test
    void links_without_http_are_not_rendered() {
        Page page = chromium.browser().newPage();
        page.route(
                "**/domestic_calendar_IRL_*.json",
                route -> route.fulfill(new com.microsoft.playwright.Route.FulfillOptions()
                        .setHeaders(Map.of("Access-Control-Allow-Origin", "*", "Content-Type", "application/json"))
                        .setBody("""
                                [{"full_name":"A","short_name":"","name_local":"","city":"","country_id":"IRL","date":"%1$d-01-02",
                                "finish_date":"%1$d-01-02","website":"javascript:alert(1)","entry_link":"data:text/html,x","results_link":null}]""".formatted(YEAR + 1))));
        page.navigate(clubUrl());
        page.locator("athletics-calendar li").first().waitFor();
        assertThat(page.locator("athletics-calendar li a").count()).isZero();
    }

    @Test
    void a_page_of_another_origin_fetches_the_json() {
        Page page = chromium.browser().newPage();
        page.navigate(clubUrl());
        Object rows = page.evaluate(
                "address => fetch(address).then(response => response.json()).then(rows => rows.length)",
                EXPORTS.staticUrl() + "/live/euroath/domestic_calendar_IRL_" + (YEAR + 1) + ".json");
        assertThat(rows).isEqualTo(2);
    }
}
