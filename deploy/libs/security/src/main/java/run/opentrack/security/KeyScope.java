package run.opentrack.security;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Scope of an API key: the calls for which it may be used. A call without a scope is open to access tokens only. */
public enum KeyScope {
    COMPETITIONS_READ("competitions:read"),
    COMPETITIONS_WRITE("competitions:write"),
    WEBHOOKS("webhooks"),
    EXPORTS("exports");

    private static final String API = "/api/v1/";
    private static final List<String> COMPETITION_PATHS = List.of("competitions", "duplicates", "imports");

    private static final List<String> ACCOUNT_PATHS = List.of("webhooks", "imports");

    private final String text;

    KeyScope(String text) {
        this.text = text;
    }

    /** Returns the scope as the API names it. */
    public String text() {
        return text;
    }

    public static Optional<KeyScope> of(String text) {
        return Arrays.stream(values()).filter(scope -> scope.text.equals(text)).findFirst();
    }

    /**
     * Returns the scope that a call requires; empty for a call that is not open to API keys.
     *
     * @param path decoded or not, as only its first segments matter
     */
    public static Optional<KeyScope> requiredFor(String method, String path) {
        if (!path.startsWith(API)) {
            return Optional.empty();
        }
        String resource = resource(path);
        if (COMPETITION_PATHS.contains(resource)) {
            boolean reads = method.equals("GET") || method.equals("HEAD");
            return Optional.of(reads ? COMPETITIONS_READ : COMPETITIONS_WRITE);
        }
        return of(resource);
    }

    /** True for a path within the API whose data belongs to the account of the caller, rather than to a country. */
    static boolean isDataOfAccount(String path) {
        return ACCOUNT_PATHS.contains(resource(path));
    }

    private static String resource(String path) {
        return path.substring(API.length()).split("/", 2)[0];
    }
}
