package run.opentrack.tests.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

/** Swagger UI at {@code /docs}. */
record SwaggerUiPage(Page page) {
    static SwaggerUiPage of(BrowserSession session) {
        Page page = session.open("/docs").page();
        page.locator("#swagger-ui .opblock").first().waitFor();
        return new SwaggerUiPage(page);
    }

    /** Opens an operation. */
    Locator operation(String method, String path) {
        Locator operation =
                page.locator(".opblock-" + method + ":has(.opblock-summary-path[data-path='" + path + "'])");
        operation.locator(".opblock-summary-control").click();
        operation.locator("button.execute").waitFor();
        return operation;
    }

    /** @return the empty dialog */
    Locator openAuthorizeDialog() {
        page.locator(".auth-wrapper .authorize").first().click();
        Locator dialog = page.locator(".dialog-ux");
        dialog.locator("button.authorize").first().waitFor();
        return dialog;
    }

    void authorize(String email, String password) {
        Locator dialog = openAuthorizeDialog();
        dialog.locator("input[type=text]").first().fill(email);
        dialog.locator("input[type=password]").first().fill(password);
        dialog.locator("button.authorize").first().click();
        dialog.locator("button", new Locator.LocatorOptions().setHasText("Logout"))
                .first()
                .waitFor();
        dialog.locator(".btn-done").first().click();
    }

    /** @return the response body, once it is shown */
    String execute(Locator operation, String status) {
        var received = page.waitForResponse(
                response -> response.url().contains("/api/v1/"),
                () -> operation.locator("button.execute").click());
        operation
                .locator(".live-responses-table .response-col_status", new Locator.LocatorOptions().setHasText(status))
                .first()
                .waitFor();
        return received.text();
    }
}
