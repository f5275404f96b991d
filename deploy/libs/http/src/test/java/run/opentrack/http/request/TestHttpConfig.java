package run.opentrack.http.request;

/** Limits of a test. */
record TestHttpConfig(long bodyLimit, long totalBodyMemory) implements IngressFilter.Config {}
