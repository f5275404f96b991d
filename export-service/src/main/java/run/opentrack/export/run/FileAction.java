package run.opentrack.export.run;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import run.opentrack.export.store.CalendarStore.StoredFile;
import run.opentrack.export.store.ExportFile;

/** Outcome of a file in a run, and the rule that selects it. */
enum FileAction {
    /** New or changed, and uploaded. */
    WRITTEN,
    /** The bucket already has the same content. */
    UNCHANGED,
    /** The previous file was kept, because the new one is not valid or lost too many rows. */
    KEPT,
    /** The file is not valid and there is no previous one, or the upload failed and the previous one remains. */
    FAILED;

    /** Smaller files may shrink freely. */
    private static final long MIN_ROWS = 20;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Selects what to do with a file.
     *
     * @param stored object in the bucket, if any
     * @param rowsBefore row count of the previous file, if known
     * @param acceptShrink true if the file may lose half of its rows
     */
    static FileAction decide(
            ExportFile file, Optional<StoredFile> stored, OptionalLong rowsBefore, boolean acceptShrink) {
        if (!file.complete()) {
            return stored.isPresent() ? KEPT : FAILED;
        }
        boolean guarded = !acceptShrink && !file.mayShrink() && rowsBefore.isPresent();
        if (guarded && shrinksTooMuch(rowsBefore.getAsLong(), file.rows())) {
            return KEPT;
        }
        boolean unchanged = stored.isPresent() && stored.get().sha256().equals(file.sha256());
        return unchanged ? UNCHANGED : WRITTEN;
    }

    /** True if a file lost half of its rows or more: protects calendar sites from a database that lost data. */
    static boolean shrinksTooMuch(long before, long now) {
        return before >= MIN_ROWS && now * 2 <= before;
    }
}
