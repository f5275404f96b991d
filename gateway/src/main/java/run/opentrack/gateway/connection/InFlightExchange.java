package run.opentrack.gateway.connection;

/** A request that is being answered by somebody else. */
public interface InFlightExchange {
    /** Looks, a few times a second, whether its own time is over. */
    void checkTimeouts(long now);

    /** Whether the request's body waits for an upstream, and not for the client. */
    boolean isRequestBodyPaused();
}
