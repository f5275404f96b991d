package run.opentrack.competition.rendering;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Map;

/** Entry point: the service, or with arguments a command that opens no port and schedules nothing. */
@QuarkusMain
public final class CompetitionMain {
    private static final Map<String, String> COMMAND_SETTINGS = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.management.host", "127.0.0.1",
            "quarkus.management.port", "0",
            "quarkus.scheduler.enabled", "false");

    private CompetitionMain() {}

    public static void main(String... arguments) {
        if (arguments.length == 0) {
            Quarkus.run();
        } else {
            COMMAND_SETTINGS.forEach(System::setProperty);
            Quarkus.run(RenderCommand.class, arguments);
        }
    }
}
