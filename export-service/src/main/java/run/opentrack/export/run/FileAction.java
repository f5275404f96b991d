package run.opentrack.export.run;

import java.util.Locale;

/** Outcome of a file in a run. */
enum FileAction {
    /** New or changed, and uploaded. */
    WRITTEN,
    /** The bucket already has the same content. */
    UNCHANGED,
    /** The previous file was kept, because the new one lost too many rows. */
    KEPT,
    /** The upload failed; the previous file remains. */
    FAILED;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
