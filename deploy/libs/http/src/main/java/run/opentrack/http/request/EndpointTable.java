package run.opentrack.http.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** All calls of a service. Each service has one such bean; what is not in it is not answered. */
public final class EndpointTable {
    private final List<List<String>> templates = new ArrayList<>();
    private final List<Endpoint> endpoints;

    public EndpointTable(Endpoint... endpoints) {
        this.endpoints = List.of(endpoints);
        this.endpoints.forEach(endpoint -> templates.add(segments(endpoint.template())));
    }

    /**
     * The methods that a path answers to, HEAD wherever GET; empty for an unknown path.
     *
     * @param path as sent, still encoded, with or without a trailing slash
     */
    public Set<String> methodsOf(String path) {
        List<String> requested = segments(path);
        Set<String> methods = new TreeSet<>();
        for (int i = 0; i < templates.size(); i++) {
            if (matches(templates.get(i), requested)) {
                methods.addAll(endpoints.get(i).methods());
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    private static boolean matches(List<String> template, List<String> requested) {
        if (template.size() != requested.size()) {
            return false;
        }
        for (int i = 0; i < requested.size(); i++) {
            boolean variable = template.get(i).startsWith("{");
            boolean equal =
                    variable ? !requested.get(i).isEmpty() : template.get(i).equals(requested.get(i));
            if (!equal) {
                return false;
            }
        }
        return true;
    }

    private static List<String> segments(String path) {
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return List.of(trimmed.split("/", -1));
    }
}
