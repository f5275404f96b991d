package run.opentrack.competition.rendering;

import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Singleton;

/**
 * Command {@code render} of the runner and of the Kubernetes job: renders the stored competitions anew, which a release
 * does that changes the rendering, the name tables or the keys. Exit codes: 0 success, 1 failure, 2 usage.
 */
@Singleton
public class RenderCommand implements QuarkusApplication {
    private final RenderingService service;

    RenderCommand(RenderingService service) {
        this.service = service;
    }

    @Override
    public int run(String... arguments) {
        if (arguments.length != 1 || !arguments[0].equals("render")) {
            System.out.println("usage: render");
            return 2;
        }
        try {
            System.out.println(
                    service.renderAll(RenderingVersion.current()).await().indefinitely());
            return 0;
        } catch (RuntimeException e) {
            System.out.println("competitions were not rendered: " + e.getMessage());
            return 1;
        }
    }
}
