package run.opentrack.wire.request;

import java.util.List;

/**
 * A path of a service and the methods that it answers to.
 *
 * @param template as in the documentation, {@code /api/v1/competitions/{id}}, without a trailing slash
 */
public record Call(String template, List<String> methods) {
    public static Call of(String template, String... methods) {
        return new Call(template, List.of(methods));
    }
}
