package run.opentrack.gateway.connection;

/** Request in progress at an upstream. */
public interface InFlightExchange {
    /** Ends the request if its timeout is exceeded; called several times a second. */
    void checkTimeouts(long now);

    /** @return true while the upstream, not the client, delays the request body */
    boolean isRequestBodyPaused();
}
