package run.opentrack.http.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Table of a service's endpoints. The ingress filter rejects every path that is not listed. */
public final class EndpointTable {
    private final List<List<String>> templates = new ArrayList<>();
    private final List<Endpoint> endpoints;

    public EndpointTable(Endpoint... endpoints) {
        this.endpoints = List.of(endpoints);
        this.endpoints.forEach(endpoint -> templates.add(segments(endpoint.template())));
    }

    /**
     * Returns the methods of a path, HEAD included wherever GET is; empty for an unknown path.
     *
     * @param path encoded as sent, with or without a trailing slash
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
