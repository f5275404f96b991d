package run.opentrack.export.store;

/** The bucket's file is not the one any more that was to be replaced: somebody else has published it meanwhile. */
public final class ConcurrentReplaceException extends RuntimeException {
    ConcurrentReplaceException(String name, Throwable cause) {
        super(name + " was replaced by somebody else meanwhile", cause);
    }
}
