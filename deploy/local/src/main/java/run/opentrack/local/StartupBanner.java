package run.opentrack.local;

/** Message with addresses and credentials, printed when everything is ready. */
final class StartupBanner {
    private StartupBanner() {}

    static String of(SuiteFile suite, SuiteConfig plan) {
        return """

                The suite is up. Ctrl-C ends it; its data stays.

                  API and site      %1$s
                  try it out        %1$s/docs  (or /redoc)
                  static calendars  %2$s/live/euroath/
                  superuser         %3$s
                  password          %4$s
                  data, keys, logs  %5$s

                  curl %1$s/api/v1/ping/
                """.formatted(
                        suite.gatewayUrl(),
                        suite.staticUrl(),
                        suite.superuser().email(),
                        suite.superuser().password(),
                        plan.folder());
    }
}
