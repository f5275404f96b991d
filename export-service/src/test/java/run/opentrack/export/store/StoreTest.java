package run.opentrack.export.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreTest {
    @Test
    void digest_is_lower_case_hexadecimal_sha_256() {
        assertThat(sha256("abc".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(sha256(new byte[0])).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void alias_has_the_same_content() {
        ExportFile file = new ExportFile("A", Path.of("a"), 1, 2, "digest", "text/csv", true, false);
        assertThat(file.named("b"))
                .isEqualTo(new ExportFile("b", Path.of("a"), 1, 2, "digest", "text/csv", true, false));
    }

    @Test
    void row_count_is_read_from_the_objects_metadata() {
        assertThat(CalendarStore.rows("0")).hasValue(0);
        assertThat(CalendarStore.rows("123456789012345678")).hasValue(123456789012345678L);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "-1", "1.5", "x", "1234567890123456789"})
    void row_count_that_is_no_number_is_unknown(String text) {
        assertThat(CalendarStore.rows(text)).isEmpty();
    }

    private static String sha256(byte[] content) {
        return ExportFile.hex(ExportFile.newDigest().digest(content));
    }
}
