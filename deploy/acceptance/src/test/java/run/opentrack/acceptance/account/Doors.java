package run.opentrack.acceptance.account;

import java.util.LinkedHashMap;
import java.util.Map;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.local.Suite;

/** Every way into a suite of two replicas: each replica by itself, and each service through the gateway. */
final class Doors {
    private static final Map<String, String> READS = Map.of(
            "auth-service", "/api/v1/auth/me",
            "competition-service", "/api/v1/competitions/?country=MLT&limit=1",
            "export-service", "/api/v1/exports/");

    private Doors() {}

    /** A call that any token may make, by the name of the door. */
    static Map<String, Door> of(Suite suite) {
        Map<String, Door> doors = new LinkedHashMap<>();
        READS.forEach((service, path) -> {
            doors.put("gateway to " + service, new Door(Api.at(suite.describe().gatewayUrl()), path));
            doors.put(service, new Door(replica(suite, service), path));
            doors.put(service + "-2", new Door(replica(suite, service + "-2"), path));
        });
        return doors;
    }

    /** One replica, past the gateway. */
    static Api replica(Suite suite, String part) {
        return Api.on(suite.port(part));
    }

    record Door(Api api, String path) {
        Api.Answer enter(String token) {
            return api.as(token).get(path);
        }
    }
}
