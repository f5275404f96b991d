package run.opentrack.local;

/** The four services, with the ports they have unless the environment moves them. */
public enum Service {
    AUTH("auth-service", 8081),
    COMPETITION("competition-service", 8082),
    EXPORT("export-service", 8083),
    GATEWAY("gateway", 8080);

    private final String folder;
    private final int port;

    Service(String folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Its folder in the source, which is also the name of its process. */
    public String folder() {
        return folder;
    }

    /** The variable that moves its port. */
    public String portVariable() {
        return "OPENTRACK_" + name() + "_PORT";
    }

    /** The variable that moves the port of its health and metrics. */
    public String managementPortVariable() {
        return "OPENTRACK_" + name() + "_MANAGEMENT_PORT";
    }

    int defaultPort() {
        return port;
    }

    int defaultManagementPort() {
        return port + 1000;
    }
}
