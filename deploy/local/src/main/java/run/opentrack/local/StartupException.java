package run.opentrack.local;

/** Why the suite cannot run, as the one line that its user reads. */
public final class StartupException extends RuntimeException {
    public StartupException(String line) {
        super(line);
    }

    public StartupException(String line, Throwable cause) {
        super(line + ": " + cause.getMessage(), cause);
    }
}
