package run.opentrack.local;

/** The four services, with the ports they have unless the environment moves them. */
public enum Service {
    AUTH("auth-service", 8081, 256),
    /** Holds calendars in memory. */
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

    /** The most that its heap takes, in MiB: half the memory of its pod. */
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
