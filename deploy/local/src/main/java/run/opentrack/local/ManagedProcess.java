package run.opentrack.local;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A supervised process.
 *
 * @param name key in suite.json
 * @param start launches it
 * @param isReady readiness probe
 * @param port listening port
 */
record ManagedProcess(String name, Supplier<Process> start, BooleanSupplier isReady, int port) {}
