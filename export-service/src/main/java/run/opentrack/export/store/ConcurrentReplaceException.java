package run.opentrack.export.store;

/** Rejection of an upload, because another writer replaced the file meanwhile. */
public final class ConcurrentReplaceException extends RuntimeException {
    ConcurrentReplaceException(String name, Throwable cause) {
        super(name + " was replaced by another writer", cause);
    }
}
