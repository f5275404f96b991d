package run.opentrack.export.run;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import run.opentrack.export.run.RunRepository.PublishedFile;
import run.opentrack.export.store.CalendarStore.StoredFile;
import run.opentrack.export.store.ExportFile;

/**
 * Files in the bucket at the start of a run, known from one listing instead of a request for each.
 *
 * @param published files by name, as earlier runs recorded them
 * @param etags entity tags by name; empty if the store could not be listed, so that each file is looked up
 */
record BucketState(Map<String, PublishedFile> published, Optional<Map<String, String>> etags) {
    /** True if the listing shows that the content is stored already. */
    boolean contains(ExportFile file) {
        return isAsPublished(file.name()) && published.get(file.name()).sha256().equals(file.sha256());
    }

    /** Returns the stored file, from the listing if it is as recorded. */
    Optional<StoredFile> find(String name, Function<String, Optional<StoredFile>> lookup) {
        if (etags.isPresent() && !etags.get().containsKey(name)) {
            return Optional.empty();
        }
        PublishedFile file = published.get(name);
        return isAsPublished(name)
                ? Optional.of(new StoredFile(file.etag(), file.sha256(), OptionalLong.of(file.rows())))
                : lookup.apply(name);
    }

    /** Row count of the previous file. The store takes precedence, because the database may have been set up anew. */
    OptionalLong rowsBefore(String name, Optional<StoredFile> stored) {
        return stored.map(StoredFile::rows)
                .filter(OptionalLong::isPresent)
                .or(() -> Optional.ofNullable(published.get(name)).map(file -> OptionalLong.of(file.rows())))
                .orElse(OptionalLong.empty());
    }

    boolean isRecorded(ExportFile file, String etag) {
        PublishedFile recorded = published.get(file.name());
        return recorded != null
                && recorded.sha256().equals(file.sha256())
                && recorded.etag().equals(etag);
    }

    private boolean isAsPublished(String name) {
        PublishedFile file = published.get(name);
        return file != null
                && etags.isPresent()
                && file.etag().equals(etags.get().get(name));
    }
}
