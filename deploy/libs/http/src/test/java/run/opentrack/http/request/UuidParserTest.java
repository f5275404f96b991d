package run.opentrack.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;

class UuidParserTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "5a5c0f6e-8a2b-4d0e-9a51-1c3f8f0d2b67",
                "5A5C0F6E-8A2B-4D0E-9A51-1C3F8F0D2B67",
                "5a5c0f6e8a2b4d0e9a511c3f8f0d2b67",
                "5A5C0F6E8A2B4D0E9A511C3F8F0D2B67",
            })
    void dashes_and_case_do_not_matter(String text) {
        assertThat(UuidParser.parse(text)).hasToString("Optional[5a5c0f6e-8a2b-4d0e-9a51-1c3f8f0d2b67]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "5a5c0f6e-8a2b-4d0e-9a51-1c3f8f0d2b6",
                "5a5c0f6e-8a2b-4d0e-9a51-1c3f8f0d2b677",
                "5a5c0f6e-8a2b-4d0e-9a511c3f8f0d2b67",
                "5a5c0f6e-8a2b-4d0e-9a51-1c3f8f0d2bgg",
                "{5a5c0f6e-8a2b-4d0e-9a51-1c3f8f0d2b67}",
                "5a5c0f6e-8a2b-4d0e-9a51-1c3f8f0d2b67 ",
                "５a5c0f6e8a2b4d0e9a511c3f8f0d2b67",
            })
    void other_text_is_no_uuid(String text) {
        assertThat(UuidParser.parse(text)).isEmpty();
    }

    @Test
    void high_bits_are_kept_without_dashes() {
        assertThat(UuidParser.parse("f".repeat(32))).hasToString("Optional[ffffffff-ffff-ffff-ffff-ffffffffffff]");
    }

    @Test
    void invisible_characters_around_a_path_id_are_ignored() {
        assertThat(UuidParser.parsePathId("\ufeff" + "f".repeat(32) + "\u00a0"))
                .hasToString("ffffffff-ffff-ffff-ffff-ffffffffffff");
    }

    @Test
    void invalid_path_id_is_422() {
        assertThatThrownBy(() -> UuidParser.parsePathId("x")).isInstanceOfSatisfying(ApiException.class, exception -> {
            assertThat(exception.status()).isEqualTo(422);
            assertThat(exception.detail().toString()).contains("path", "id", "type_error.uuid");
        });
    }
}
