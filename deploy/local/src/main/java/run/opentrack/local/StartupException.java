package run.opentrack.local;

/** Start-up error with a single-line message for the user. */
public final class StartupException extends RuntimeException {
    public StartupException(String line) {
        super(line);
    }

    public StartupException(String line, Throwable cause) {
        super(line + ": " + cause.getMessage(), cause);
    }
}
