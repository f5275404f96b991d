package run.opentrack.gateway.forward;

/**
 * How long an upstream may take.
 *
 * @param answerNanos until its answer begins, the wait for a connection included
 * @param stallNanos between two pieces of its answer
 */
record Times(long answerNanos, long stallNanos) {}
