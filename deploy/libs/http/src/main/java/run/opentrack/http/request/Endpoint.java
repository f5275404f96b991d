package run.opentrack.http.request;

import java.util.List;

/**
 * A path of a service and the methods that it answers to.
 *
 * @param template as in the documentation, {@code /api/v1/competitions/{id}}, without a trailing slash
 */
public record Endpoint(String template, List<String> methods) {
    public static Endpoint of(String template, String... methods) {
        return new Endpoint(template, List.of(methods));
    }
}
