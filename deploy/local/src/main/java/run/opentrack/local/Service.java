package run.opentrack.local;

/** The four services with their default ports and heap sizes. */
public enum Service {
    AUTH("auth-service", 8081, 256),
    /** Larger heap for cached calendars. */
    COMPETITION("competition-service", 8082, 384),
    EXPORT("export-service", 8083, 256),
    GATEWAY("gateway", 8080, 256);

    private final String folder;
    private final int port;
    private final int heapMib;

    Service(String folder, int port, int heapMib) {
        this.folder = folder;
        this.port = port;
        this.heapMib = heapMib;
    }

    /** Module folder and process name. */
    public String folder() {
        return folder;
    }

    /** Environment variable of the port. */
    public String portVariable() {
        return "OPENTRACK_" + name() + "_PORT";
    }

    /** Environment variable of the management port (health, metrics). */
    public String managementPortVariable() {
        return "OPENTRACK_" + name() + "_MANAGEMENT_PORT";
    }

    /** Maximum heap in MiB: half the memory limit of its pod. */
    int heapMib() {
        return heapMib;
    }

    int defaultPort() {
        return port;
    }

    int defaultManagementPort() {
        return port + 1000;
    }
}
