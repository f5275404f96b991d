package run.opentrack.export.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.export.store.CalendarStore.StoredFile;
import run.opentrack.export.store.ExportFile;

class FileActionTest {
    @Test
    void new_file_is_written() {
        assertThat(decide(false, OptionalLong.empty(), Optional.empty(), 10)).isEqualTo(FileAction.WRITTEN);
    }

    @Test
    void changed_file_is_written() {
        assertThat(decide(false, OptionalLong.of(10), stored("other"), 10)).isEqualTo(FileAction.WRITTEN);
    }

    @Test
    void file_with_the_stored_digest_is_unchanged() {
        assertThat(decide(false, OptionalLong.of(10), stored("digest"), 10)).isEqualTo(FileAction.UNCHANGED);
    }

    @Test
    void file_that_lost_half_of_its_rows_is_kept_as_it_was() {
        assertThat(decide(false, OptionalLong.of(20), stored("other"), 10)).isEqualTo(FileAction.KEPT);
        assertThat(decide(false, OptionalLong.of(20), Optional.empty(), 10)).isEqualTo(FileAction.KEPT);
    }

    @Test
    void file_of_a_period_may_shrink_but_must_be_valid() {
        assertThat(FileAction.decide(file(10, true).ofPeriod(), stored("other"), OptionalLong.of(20), false))
                .isEqualTo(FileAction.WRITTEN);
        assertThat(FileAction.decide(file(10, false).ofPeriod(), stored("other"), OptionalLong.of(20), false))
                .isEqualTo(FileAction.KEPT);
    }

    @Test
    void accepted_shrink_is_written() {
        assertThat(decide(true, OptionalLong.of(20), stored("other"), 10)).isEqualTo(FileAction.WRITTEN);
    }

    @Test
    void file_with_an_invalid_competition_is_never_written() {
        assertThat(FileAction.decide(file(30, false), stored("other"), OptionalLong.of(30), true))
                .isEqualTo(FileAction.KEPT);
        assertThat(FileAction.decide(file(30, false), Optional.empty(), OptionalLong.empty(), true))
                .isEqualTo(FileAction.FAILED);
    }

    @ParameterizedTest
    @CsvSource({"20, 10, true", "20, 11, false", "20, 0, true", "19, 0, false", "1000, 500, true", "1000, 501, false"})
    void file_of_twenty_rows_must_not_lose_half(long before, long now, boolean rejected) {
        assertThat(FileAction.shrinksTooMuch(before, now)).isEqualTo(rejected);
    }

    private static FileAction decide(
            boolean acceptShrink, OptionalLong rowsBefore, Optional<StoredFile> stored, long rows) {
        return FileAction.decide(file(rows, true), stored, rowsBefore, acceptShrink);
    }

    private static ExportFile file(long rows, boolean complete) {
        return new ExportFile("x", Path.of("x"), rows, 1, "digest", "text/csv", complete, false);
    }

    private static Optional<StoredFile> stored(String sha256) {
        return Optional.of(new StoredFile("etag", sha256, OptionalLong.empty()));
    }
}
