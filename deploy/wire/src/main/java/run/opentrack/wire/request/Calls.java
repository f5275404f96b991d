package run.opentrack.wire.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** All calls of a service. Each service has one such bean; what is not in it is not answered. */
public final class Calls {
    private final List<List<String>> templates = new ArrayList<>();
    private final List<Call> calls;

    public Calls(Call... calls) {
        this.calls = List.of(calls);
        this.calls.forEach(call -> templates.add(segments(call.template())));
    }

    /**
     * The methods that a path answers to, HEAD wherever GET; empty for an unknown path.
     *
     * @param path as sent, still encoded, with or without a trailing slash
     */
    public Set<String> methodsOf(String path) {
        List<String> asked = segments(path);
        Set<String> methods = new TreeSet<>();
        for (int i = 0; i < templates.size(); i++) {
            if (matches(templates.get(i), asked)) {
                methods.addAll(calls.get(i).methods());
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    private static boolean matches(List<String> template, List<String> asked) {
        if (template.size() != asked.size()) {
            return false;
        }
        for (int i = 0; i < asked.size(); i++) {
            boolean variable = template.get(i).startsWith("{");
            boolean same = variable ? !asked.get(i).isEmpty() : template.get(i).equals(asked.get(i));
            if (!same) {
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
