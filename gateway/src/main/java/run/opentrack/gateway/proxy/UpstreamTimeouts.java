package run.opentrack.gateway.proxy;

/**
 * Upstream timeouts in nanoseconds.
 *
 * @param responseNanos until the response starts, including the wait for a connection
 * @param idleNanos between two chunks of a response
 */
record UpstreamTimeouts(long responseNanos, long idleNanos) {}
