package run.opentrack.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class UriValidatorTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "/a/",
                "/a/b",
                "/a.b",
                "/.well-known",
                "/...",
                "/a..b",
                "/%41",
                "/%c3%a4",
                "/a~b!$&'()*+,=:@-_"
            })
    void plain_path_is_valid(String path) {
        assertThat(UriValidator.isValidPath(path)).isTrue();
    }

    @Test
    void api_key_is_found_escaped_or_not() {
        String key = "otk_live_" + "a1".repeat(24);
        assertThat(UriValidator.containsApiKey("/api/v1/competitions/?api_key=" + key))
                .isTrue();
        assertThat(UriValidator.containsApiKey("/x/" + key.replace("_", "%5f") + "/y?a=%zz"))
                .isTrue();
        assertThat(UriValidator.containsApiKey("/?a=otk%5Ftest%5F" + "%61".repeat(48)))
                .isTrue();
        assertThat(UriValidator.containsApiKey("/?q=" + key.substring(1))).isFalse();
        assertThat(UriValidator.containsApiKey("/?q=" + key.substring(0, 50))).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a", "*", "http://x/a"})
    void path_must_start_with_a_slash(String path) {
        assertThat(UriValidator.isValidPath(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.", "/..", "/./a", "/../a", "/a/..", "/a/../b", "/a/.", "//", "//a", "/a//b", "/a//"})
    void dot_and_empty_segments_are_invalid(String path) {
        assertThat(UriValidator.isValidPath(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%2fb",
                "/a%2Fb",
                "/%2e%2e/a",
                "/a%2E",
                "/a%5cb",
                "/a%3bb",
                "/a%00",
                "/a%0d%0a",
                "/a%1f",
                "/a%7f",
                "/%252e"
            })
    void escapes_that_hide_structure_or_controls_are_invalid(String path) {
        assertThat(UriValidator.isValidPath(path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "EST/2027/A%2F1, true",
        "EST/2027/..%2F..%5C%3Bx%25, true",
        "EST/2027/%2F/, true",
        "EST/2027/%2e%2e, false",
        "EST/2027/.., false",
        "EST/2027/a;b, false",
        "EST/2027/%00, false",
        "EST/2027/%c0%af, false",
        "EST/2027/a/%2f, false",
        "EST/20%2F27/a, false",
        "E%2FST/2027/a, false",
        "E%2FST, false"
    })
    void a_national_id_may_contain_escaped_path_syntax_but_for_dots(String path, boolean valid) {
        assertThat(UriValidator.isValidPath("/api/v1/competitions/by-national-id/" + path))
                .isEqualTo(valid);
        assertThat(UriValidator.isValidPath("/api/v1/competitions/by-id/" + path))
                .isEqualTo(valid && !path.contains("%"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%c0%af", "/%C1%81", "/%f5", "/%ff", "/a%", "/a%4", "/a%zz", "/a%4g", "/a%-1"})
    void escapes_that_are_no_utf_8_or_broken_are_invalid(String path) {
        assertThat(UriValidator.isValidPath(path)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a;b",
                "/a[1]",
                "/a b",
                "/a\"",
                "/<a>",
                "/a\\b",
                "/a^",
                "/a`",
                "/{a}",
                "/a|b",
                "/ä",
                "/a\u0000",
                "/a\n",
                "/a\u007f"
            })
    void characters_outside_rfc_3986_are_invalid(String path) {
        assertThat(UriValidator.isValidPath(path)).isFalse();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a=b", "a=%20b%C3%A4", "%41", "a=b+c&d"})
    void query_whose_escapes_are_complete_is_decodable(String query) {
        assertThat(UriValidator.isDecodableQuery(query)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a=%", "a=%4", "a=%zz", "a=%%41", "a=%4 1", "%41%4"})
    void query_with_a_broken_escape_is_not_decodable(String query) {
        assertThat(UriValidator.isDecodableQuery(query)).isFalse();
    }

    @Test
    void only_visible_ascii_that_rfc_3986_allows_is_a_uri_character() {
        assertThat(UriValidator.isUriCharacter('a')).isTrue();
        assertThat(UriValidator.isUriCharacter('%')).isTrue();
        assertThat(UriValidator.isUriCharacter(' ')).isFalse();
        assertThat(UriValidator.isUriCharacter('|')).isFalse();
        assertThat(UriValidator.isUriCharacter('\u007f')).isFalse();
        assertThat(UriValidator.isUriCharacter('ä')).isFalse();
    }
}
