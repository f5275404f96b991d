package run.opentrack.local;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One process of the suite.
 *
 * @param name as it stands in suite.json
 * @param start starts it
 * @param isReady whether it serves
 * @param port where it listens, for the table
 */
record ManagedProcess(String name, Supplier<Process> start, BooleanSupplier isReady, int port) {}
