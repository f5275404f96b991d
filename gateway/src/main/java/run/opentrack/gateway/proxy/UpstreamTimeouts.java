package run.opentrack.gateway.proxy;

/**
 * How long an upstream may take.
 *
 * @param responseNanos until its answer begins, the wait for a connection included
 * @param idleNanos between two pieces of its answer
 */
record UpstreamTimeouts(long responseNanos, long idleNanos) {}
