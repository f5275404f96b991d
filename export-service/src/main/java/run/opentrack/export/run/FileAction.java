package run.opentrack.export.run;

import java.util.Locale;

/** What became of a file in a run. */
enum FileAction {
    /** It is new, or has changed, and was sent. */
    WRITTEN,
    /** The bucket has these bytes already. */
    UNCHANGED,
    /** The file of the run before stays, because the new one has lost too much. */
    KEPT,
    /** It could not be sent; the file of the run before stays. */
    FAILED;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
