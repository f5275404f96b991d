package run.opentrack.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/** Loopback ports by the environment variable that overrides each. */
public record Ports(Map<String, Integer> byVariable) {
    public static final String S3 = "OPENTRACK_S3_PORT";
    public static final String POSTGRES = "OPENTRACK_POSTGRES_PORT";

    private static final int MIN_PORT = 20_000;
    private static final int MIN_EPHEMERAL_PORT = 32_768;
    private static final Set<Integer> ALLOCATED = ConcurrentHashMap.newKeySet();

    /** Default ports with the overrides of the environment. */
    public static Ports from(UnaryOperator<String> environment) {
        Map<String, Integer> ports = defaults();
        ports.replaceAll((variable, port) -> {
            String moved = environment.apply(variable);
            return moved == null || moved.isBlank() ? port : parsePort(variable, moved);
        });
        return new Ports(ports);
    }

    /** Free ports, for an instance beside others. */
    public static Ports free() {
        Map<String, Integer> ports = defaults();
        ports.replaceAll((variable, port) -> freePort());
        return new Ports(ports);
    }

    /**
     * A free port below the ephemeral range (from 32768). An ephemeral port could be taken again before a slow service
     * binds it.
     */
    public static int freePort() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(MIN_PORT, MIN_EPHEMERAL_PORT);
            if (ALLOCATED.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new StartupException("no port is free");
    }

    /** Fails when a port is in use. */
    void requireFree() {
        byVariable.forEach((variable, port) -> {
            if (!isFree(port)) {
                throw new StartupException("port " + port + " is in use; set " + variable + " to another one");
            }
        });
    }

    public int of(Service service) {
        return byVariable.get(service.portVariable());
    }

    public int managementOf(Service service) {
        return byVariable.get(service.managementPortVariable());
    }

    public int s3() {
        return byVariable.get(S3);
    }

    public int postgres() {
        return byVariable.get(POSTGRES);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Map<String, Integer> defaults() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (Service service : Service.values()) {
            ports.put(service.portVariable(), service.defaultPort());
            ports.put(service.managementPortVariable(), service.defaultManagementPort());
        }
        ports.put(S3, 9000);
        ports.put(POSTGRES, 5433);
        return ports;
    }

    private static int parsePort(String variable, String text) {
        try {
            int port = Integer.parseInt(text.trim());
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new StartupException(variable + " must be a port number, 1-65535: " + text);
    }
}
