package run.opentrack.tests.security;

import java.util.LinkedHashMap;
import java.util.Map;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;

/** Entry points of a suite of two replicas: each replica directly, and each service through the gateway. */
final class EntryPoints {
    private static final Map<String, String> READ_PATHS = Map.of(
            "auth-service", "/api/v1/auth/me",
            "competition-service", "/api/v1/competitions/?country=MLT&limit=1",
            "export-service", "/api/v1/exports/");

    private EntryPoints() {}

    /** A call that any token may make, by the name of the entry point. */
    static Map<String, EntryPoint> of(Suite suite) {
        Map<String, EntryPoint> entryPoints = new LinkedHashMap<>();
        READ_PATHS.forEach((service, path) -> {
            entryPoints.put(
                    "gateway to " + service,
                    new EntryPoint(ApiClient.at(suite.describe().gatewayUrl()), path));
            entryPoints.put(service, new EntryPoint(replica(suite, service), path));
            entryPoints.put(service + "-2", new EntryPoint(replica(suite, service + "-2"), path));
        });
        return entryPoints;
    }

    /** One replica, bypassing the gateway. */
    static ApiClient replica(Suite suite, String part) {
        return ApiClient.on(suite.port(part));
    }

    record EntryPoint(ApiClient api, String path) {
        ApiClient.Response get(String token) {
            return api.withToken(token).get(path);
        }
    }
}
