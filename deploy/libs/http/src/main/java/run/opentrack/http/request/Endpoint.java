package run.opentrack.http.request;

import java.util.List;

/**
 * Path of a service with its methods.
 *
 * @param template path as documented, {@code /api/v1/competitions/{id}}, without a trailing slash
 */
public record Endpoint(String template, List<String> methods) {
    public static Endpoint of(String template, String... methods) {
        return new Endpoint(template, List.of(methods));
    }
}
