package run.opentrack.competition.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCursorTest {
    private static final UUID ID = UUID.fromString("ebd3ec4b-4782-41ca-9895-3c298971c711");

    @ParameterizedTest
    @ValueSource(strings = {"Cup", "Älve Löb Open", "a  b", "🏃"})
    void decoding_returns_what_was_encoded(String name) {
        PageCursor cursor = new PageCursor(LocalDate.of(2027, 5, 8), name, ID);
        assertThat(PageCursor.decode(cursor.encode())).contains(cursor);
    }

    @Test
    void a_cursor_needs_no_escaping_in_a_url() {
        assertThat(new PageCursor(LocalDate.of(2027, 5, 8), "??>>~~ÿÿ", ID).encode())
                .matches("[A-Za-z0-9_-]+");
    }

    @Test
    void the_longest_name_fits_the_parameter() {
        PageCursor cursor = new PageCursor(LocalDate.of(2027, 5, 8), "\uD83C\uDFC3".repeat(200), ID);
        assertThat(cursor.encode()).hasSizeLessThanOrEqualTo(FilterParser.MAX_CURSOR_LENGTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2027-05-08",
                "2027-05-08 ebd3ec4b-4782-41ca-9895-3c298971c711",
                "2027-02-30 ebd3ec4b-4782-41ca-9895-3c298971c711 Cup",
                "2027-05-08 7 Cup",
                "2027-05-08 ebd3ec4b-4782-41ca-9895-3c298971c711 C\u0000up"
            })
    void parts_that_are_missing_or_invalid_are_rejected(String text) {
        String encoded = Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        assertThat(PageCursor.decode(encoded)).isEmpty();
    }

    @Test
    void text_that_is_not_base64_is_rejected() {
        assertThat(PageCursor.decode("%%%")).isEmpty();
    }
}
