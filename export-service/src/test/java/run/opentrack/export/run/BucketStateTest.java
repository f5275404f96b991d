package run.opentrack.export.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import run.opentrack.export.run.RunRepository.PublishedFile;
import run.opentrack.export.store.CalendarStore.StoredFile;
import run.opentrack.export.store.ExportFile;

class BucketStateTest {
    private static final StoredFile LOOKED_UP = new StoredFile("looked-up", "other", OptionalLong.empty());
    private static final Map<String, PublishedFile> PUBLISHED =
            Map.of("a", new PublishedFile("a", 7, 30, "digest", "etag", Instant.EPOCH));

    private final BucketState asPublished = new BucketState(PUBLISHED, Optional.of(Map.of("a", "etag")));
    private final BucketState replaced = new BucketState(PUBLISHED, Optional.of(Map.of("a", "another")));
    private final BucketState unlisted = new BucketState(PUBLISHED, Optional.empty());
    private final BucketState deleted = new BucketState(PUBLISHED, Optional.of(Map.of()));

    @Test
    void file_is_looked_up_unless_the_listing_shows_it_as_recorded() {
        assertThat(find(asPublished)).contains(new StoredFile("etag", "digest", OptionalLong.of(7)));
        assertThat(find(replaced)).contains(LOOKED_UP);
        assertThat(find(unlisted)).contains(LOOKED_UP);
        assertThat(find(deleted)).isEmpty();
    }

    @Test
    void content_is_stored_only_if_the_listing_and_the_record_agree() {
        assertThat(asPublished.contains(file("a", "digest"))).isTrue();
        assertThat(asPublished.contains(file("a", "new"))).isFalse();
        assertThat(asPublished.contains(file("b", "digest"))).isFalse();
        assertThat(replaced.contains(file("a", "digest"))).isFalse();
        assertThat(unlisted.contains(file("a", "digest"))).isFalse();
    }

    @Test
    void row_count_of_the_store_takes_precedence() {
        assertThat(asPublished.rowsBefore("a", stored(OptionalLong.of(3)))).hasValue(3);
        assertThat(asPublished.rowsBefore("a", stored(OptionalLong.empty()))).hasValue(7);
        assertThat(asPublished.rowsBefore("a", Optional.empty())).hasValue(7);
        assertThat(asPublished.rowsBefore("b", stored(OptionalLong.empty()))).isEmpty();
    }

    @Test
    void file_is_recorded_with_its_digest_and_entity_tag() {
        assertThat(asPublished.isRecorded(file("a", "digest"), "etag")).isTrue();
        assertThat(asPublished.isRecorded(file("a", "digest"), "another")).isFalse();
        assertThat(asPublished.isRecorded(file("a", "new"), "etag")).isFalse();
        assertThat(asPublished.isRecorded(file("b", "digest"), "etag")).isFalse();
    }

    @Test
    void file_that_was_replaced_later_is_found_by_its_content() {
        assertThat(findReplaced("etag", "other")).isEmpty();
        assertThat(findReplaced("another", "other")).contains("a");
        assertThat(findReplaced("another", "digest"))
                .as("other tag in the listing")
                .isEmpty();
        assertThat(PublicationCheckJob.findReplaced(
                        List.copyOf(PUBLISHED.values()), Map.of(), name -> Optional.empty(), new HashMap<>()))
                .as("deleted")
                .contains("a");
    }

    @Test
    void every_replaced_file_is_found_although_all_tags_of_the_listing_differ() {
        List<PublishedFile> files = IntStream.range(0, 3 * PublicationCheckJob.MAX_LOOKUPS)
                .mapToObj(i -> new PublishedFile("f" + i, 7, 30, "digest", "etag", Instant.EPOCH))
                .toList();
        Map<String, String> listed = new HashMap<>();
        files.forEach(file -> listed.put(file.name(), "listed"));
        Map<String, String> stored = new HashMap<>(Map.of("f50", "late"));
        Map<PublishedFile, String> confirmed = new HashMap<>();
        AtomicInteger lookups = new AtomicInteger();
        Supplier<Optional<String>> check = () -> PublicationCheckJob.findReplaced(
                files,
                listed,
                name -> {
                    lookups.incrementAndGet();
                    return Optional.of(
                            new StoredFile("etag", stored.getOrDefault(name, "digest"), OptionalLong.empty()));
                },
                confirmed);
        assertThat(check.get()).isEmpty();
        assertThat(check.get()).isEmpty();
        assertThat(check.get()).contains("f50");
        stored.clear();
        assertThat(check.get()).isEmpty();
        assertThat(lookups.getAndSet(0)).isEqualTo(files.size() + 1);
        stored.put("f59", "later");
        listed.put("f59", "changed");
        assertThat(check.get()).contains("f59");
        assertThat(lookups).hasValue(1);
    }

    private static Optional<String> findReplaced(String listedTag, String storedDigest) {
        return PublicationCheckJob.findReplaced(
                List.copyOf(PUBLISHED.values()),
                Map.of("a", listedTag),
                name -> Optional.of(new StoredFile("x", storedDigest, OptionalLong.empty())),
                new HashMap<>());
    }

    private static Optional<StoredFile> find(BucketState bucket) {
        return bucket.find("a", name -> Optional.of(LOOKED_UP));
    }

    private static Optional<StoredFile> stored(OptionalLong rows) {
        return Optional.of(new StoredFile("etag", "digest", rows));
    }

    private static ExportFile file(String name, String sha256) {
        return new ExportFile(name, Path.of(name), 1, 1, sha256, "text/csv", true, false);
    }
}
