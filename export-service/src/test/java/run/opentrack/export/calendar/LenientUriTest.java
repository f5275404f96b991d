package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LenientUriTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "https://x.org/a?b=%20c#d https://x.org/a?b=%20c#d",
                "http://x.org/100% http://x.org/100%25",
                "http://x.org/%zz%41 http://x.org/%25zz%41",
                "http://x.org/a|b http://x.org/a%7Cb",
                "http://x.org/{a}?b[]=^ http://x.org/%7Ba%7D?b%5B%5D=%5E",
                "http://x.org/#a#b http://x.org/#a%23b",
                "http://[::1]/a|b http://[::1]/a%7Cb",
                "http://x.org/東京 http://x.org/東京",
            })
    void forbidden_characters_are_percent_encoded(String link, String uri) {
        assertThat(LenientUri.of(link)).map(Object::toString).contains(uri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://a[b", "http://a%/"})
    void invalid_host_yields_no_uri(String link) {
        assertThat(LenientUri.of(link)).isEmpty();
    }
}
