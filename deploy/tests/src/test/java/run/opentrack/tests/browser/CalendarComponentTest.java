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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.tests.export.ExportSuite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.ConcurrentClass;
import run.opentrack.tests.support.TestCompetitions;

/** The {@code athletics-calendar} web component in a page of another origin. */
@ConcurrentClass(suite = "exports")
class CalendarComponentTest {
    private static final ExportSuite EXPORTS = ExportSuite.shared();
    private static final String COMPONENT = EXPORTS.staticUrl() + "/live/euroath/athletics-calendar.js";
    private static final String HOSTILE = "<img src=x onerror=\"window.hacked=1\"> ";
    private static final String WEBSITE = "https://example.org/isle-of-man";

    /** Allows nothing but the component's script and its data. */
    private static final String STRICTEST_POLICY = "default-src 'none'; script-src %s; connect-src %s"
            .formatted(COMPONENT, EXPORTS.staticUrl().replaceAll("(//[^/]*).*", "$1"));

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
            String path = exchange.getRequestURI().getPath();
            byte[] page = clubPage(path.substring(1)).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            if (path.equals("/de-strict")) {
                exchange.getResponseHeaders().set("Content-Security-Policy", STRICTEST_POLICY);
            }
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
    private static String clubPage(String language) {
        return """
                <!doctype html><html lang="%s"><head><title>Club</title></head><body><h1>Club</h1>
                <script type="module" src="%s"></script>
                <athletics-calendar country="IRL" year="%d"></athletics-calendar></body></html>""".formatted(language.isEmpty() ? "de" : language, COMPONENT, YEAR + 1);
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
        Page page =
                pageWith(competition("A", "%1$d-01-02", "%1$d-01-02", "javascript:alert(1)", "data:text/html,x"), "");
        page.navigate(clubUrl());
        page.locator("athletics-calendar li").first().waitFor();
        assertThat(page.locator("athletics-calendar li a").count()).isZero();
    }

    @Test
    void a_competition_is_shown_in_every_month_it_touches_and_across_new_year() {
        Page page = pageWith(
                competition("March", "%1$d-03-30", "%1$d-04-02", "", "") + ","
                        + competition("Spring", "%1$d-02-01", "%1$d-06-01", "", ""),
                competition("New Year", "%2$d-12-29", "%1$d-01-03", "", "") + ","
                        + competition("Over", "%2$d-12-29", "%2$d-12-31", "", ""));
        page.navigate(clubUrl());
        Locator calendar = page.locator("athletics-calendar");
        calendar.locator("li").first().waitFor();
        assertThat(calendar.locator("li .name").allTextContents()).containsExactly("New Year", "March", "Spring");
        assertThat(calendar.locator("h3").first().textContent()).isEqualTo("Januar");
        Map.of(
                        "01",
                        List.of("New Year"),
                        "02",
                        List.of("Spring"),
                        "03",
                        List.of("March", "Spring"),
                        "04",
                        List.of("March", "Spring"),
                        "05",
                        List.of("Spring"),
                        "07",
                        List.<String>of())
                .forEach((month, names) -> {
                    calendar.locator("[name=month]").selectOption(month);
                    assertThat(calendar.locator("li .name").allTextContents())
                            .as(month)
                            .isEqualTo(names);
                    assertThat(calendar.locator("h3").count()).isEqualTo(names.isEmpty() ? 0 : 1);
                });
    }

    @Test
    void words_are_found_as_the_api_finds_them() {
        Page page = pageWith(
                competition("Memoriał Łódzki Weißensee Søndre Æbelø Đakovo", "%1$d-03-30", "%1$d-04-02", "", "") + ","
                        + competition("Meeting d'Athlétisme de l’Aube", "%1$d-05-30", "%1$d-05-30", "", "") + ","
                        + competition("Cros Col·legial Ma\u00adra\u200btó", "%1$d-06-30", "%1$d-06-30", "", ""),
                "");
        page.navigate(clubUrl());
        Locator calendar = page.locator("athletics-calendar");
        calendar.locator("li").first().waitFor();
        for (String words : List.of("lodz", "MEMORIAL", "weissensee", "sondre aebelo", "dakovo", "łódź", "Weiß")) {
            assertFound(calendar, words, "Memoriał");
        }
        for (String words : List.of("athletisme", "aube", "laube", "d'ath", "l'aube")) {
            assertFound(calendar, words, "Meeting");
        }
        for (String words : List.of("collegial", "col·leg", "COĿLEG", "marato", "mara\u00adtó")) {
            assertFound(calendar, words, "Cros");
        }
        calendar.locator("[name=words]").fill("odz");
        assertThat(calendar.locator("li").count()).isZero();
    }

    private static void assertFound(Locator calendar, String words, String start) {
        calendar.locator("[name=words]").fill(words);
        assertThat(calendar.locator("li .name").allTextContents())
                .as(words)
                .hasSize(1)
                .first()
                .asString()
                .startsWith(start);
    }

    @Test
    void a_cancelled_competition_is_struck_through_with_its_reason() {
        String cancelled = competition("Off", "%1$d-03-30", "%1$d-03-30", "", "")
                .replace("{", "{\"status\":{\"status\":\"cancelled\",\"reason\":\"<b>storm\"},");
        String moved = competition("On", "%1$d-03-30", "%1$d-03-30", "", "")
                .replace("{", "{\"status\":{\"status\":\"rescheduled\",\"reason\":\"\"},");
        Page page = pageWith(
                cancelled + "," + moved + "," + competition("As ever", "%1$d-03-30", "%1$d-03-30", "", ""), "");
        page.navigate(clubUrl());
        Locator calendar = page.locator("athletics-calendar");
        calendar.locator("li").first().waitFor();
        assertThat(calendar.locator("li .state").allTextContents())
                .containsExactly("Abgesagt: <b>storm", "Neuer Termin");
        assertThat(calendar.locator("li .name").all())
                .extracting(name -> name.evaluate("name => getComputedStyle(name).textDecorationLine"))
                .containsExactly("line-through", "none", "none");
    }

    @Test
    void a_copy_of_the_folder_without_the_one_beside_shows_the_calendar() {
        Page page = pageWith(competition("A", "%1$d-03-30", "%1$d-03-30", "", ""), "");
        page.route("**/athcal/*", route -> route.abort());
        page.navigate(clubUrl());
        page.locator("athletics-calendar li").first().waitFor();
        assertThat(page.locator("athletics-calendar li").count()).isEqualTo(1);
    }

    @Test
    void looks_do_not_depend_on_the_policy_of_the_page() {
        Page page = pageWith(competition("A", "%1$d-03-30", "%1$d-03-30", "", ""), "");
        List<String> problems = new ArrayList<>();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("favicon")) {
                problems.add(message.text());
            }
        });
        page.navigate(clubUrl() + "de-strict");
        Locator calendar = page.locator("athletics-calendar");
        calendar.locator("li").first().waitFor();
        assertThat(calendar.locator("li").evaluate("li => getComputedStyle(li).display"))
                .isEqualTo("grid");
        assertThat(calendar.locator("label.check").isVisible()).isFalse();
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "de_DE, Leichtathletik-Kalender",
        "de_DE.UTF-8, Leichtathletik-Kalender",
        "de-AT-x, Leichtathletik-Kalender",
        "DE_ch, Leichtathletik-Kalender",
        "nn_NO, Friidrettskalender",
        "C, Athletics calendar",
        "xx_YY, Athletics calendar"
    })
    void language_of_the_page_is_looked_up(String language, String title) {
        Page page = pageWith(competition("A", "%1$d-03-30", "%1$d-03-30", "", ""), "");
        page.navigate(clubUrl() + language);
        page.locator("athletics-calendar li").first().waitFor();
        assertThat(page.locator("athletics-calendar h2").textContent()).startsWith(title + " ");
    }

    @ParameterizedTest
    @CsvSource({"KEN, Kenia", "NZL, Neuseeland", "XKX, Kosovo", "QQQ, QQQ"})
    void every_country_has_a_name(String country, String name) {
        Page page = pageWith(competition("A", "%1$d-03-30", "%1$d-03-30", "", ""), "");
        page.navigate(clubUrl());
        page.locator("athletics-calendar li").first().waitFor();
        page.evaluate("code => document.querySelector('athletics-calendar').setAttribute('country', code)", country);
        assertThat(page.locator("athletics-calendar h2").textContent()).contains(" · " + name + " · ");
    }

    @Test
    void subscription_outlives_the_year() {
        Page page = pageWith(competition("A", "%1$d-03-30", "%1$d-03-30", "", ""), "");
        page.navigate(clubUrl());
        String address = page.locator("athletics-calendar header a").getAttribute("href");
        assertThat(address).startsWith("webcal:").endsWith("/live/euroath/domestic_calendar_IRL.ics");
        EXPORTS.published("euroath/domestic_calendar_IRL.ics").requireStatus(200);
    }

    /** Opens a page to which these competitions are published. */
    private static Page pageWith(String ofYear, String ofYearBefore) {
        Page page = chromium.browser().newPage();
        page.route("**/domestic_calendar_IRL_*.json", route -> {
            String rows = route.request().url().contains("_" + YEAR + ".") ? ofYearBefore : ofYear;
            route.fulfill(new com.microsoft.playwright.Route.FulfillOptions()
                    .setHeaders(Map.of("Access-Control-Allow-Origin", "*", "Content-Type", "application/json"))
                    .setBody("[" + rows.formatted(YEAR + 1, YEAR) + "]"));
        });
        return page;
    }

    private static String competition(String name, String date, String finishDate, String website, String entryLink) {
        return """
                {"full_name":"%s","short_name":"","name_local":"","city":"","address":"","country_id":"IRL","date":"%s",
                "finish_date":"%s","website":"%s","entry_link":"%s","results_link":null}""".formatted(name, date, finishDate, website, entryLink);
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
