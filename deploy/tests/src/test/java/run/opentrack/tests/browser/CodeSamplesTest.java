package run.opentrack.tests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import run.opentrack.tests.support.CommandResult;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestSuites;

/** Code samples of the start page, run as printed. */
class CodeSamplesTest {
    @AutoClose
    private static ChromiumBrowser chromium;

    private static BrowserSession session;

    @BeforeAll
    static void open() {
        chromium = new ChromiumBrowser();
        session = new BrowserSession(chromium.browser(), TestSuites.shared().describe());
        session.open("/");
    }

    @Test
    void the_curl_lines_work_as_printed() {
        String output = run("bash", "-c", text("curl"));
        // The response of the token call, then the list.
        String list = output.substring(output.indexOf('}') + 1);
        assertThat(Json.read(list).isArray()).as(output).isTrue();
    }

    @Test
    void the_python_lines_work_as_printed() {
        Assumptions.assumeTrue(
                run("/usr/bin/python3", "-c", "import requests; print('there')").startsWith("there"),
                "python3-requests is not installed: the Python lines are left out");
        assertThat(run("/usr/bin/python3", "-c", text("python")))
                .startsWith("[")
                .endsWith("]\n");
    }

    @Test
    void the_javascript_lines_work_as_printed() {
        String printed = text("javascript").replace("console.log(", "return (");
        assertThat(session.page().evaluate("async () => {" + printed + "}")).isInstanceOf(java.util.List.class);
    }

    private static String text(String sample) {
        return session.page().locator("#" + sample).textContent();
    }

    private static String run(String... command) {
        return CommandResult.of(Path.of("."), Map.of(), command).output();
    }
}
