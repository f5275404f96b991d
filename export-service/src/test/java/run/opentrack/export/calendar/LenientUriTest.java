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
                "https://x.org/läufe/größe?ort=Zürich#süd https://x.org/l%C3%A4ufe/gr%C3%B6%C3%9Fe?ort=Z%C3%BCrich#s%C3%BCd",
                "http://x.org/東京/🏃 http://x.org/%E6%9D%B1%E4%BA%AC/%F0%9F%8F%83",
                "http://x.org/\"<>\\` http://x.org/%22%3C%3E%5C%60",
                "https://Ü:ß@x.org:81?a https://%C3%9C:%C3%9F@x.org:81?a",
                "https://münchen.de/ü https://xn--mnchen-3ya.de/%C3%BC",
                "https://straße.de/ https://stra%C3%9Fe.de/",
                "http://a_b.org/~-!$&'()*+,;=:@/? http://a_b.org/~-!$&'()*+,;=:@/?",
            })
    void link_becomes_a_uri_of_rfc_3986(String link, String uri) {
        assertThat(LenientUri.of(link)).map(Object::toString).contains(uri);
        assertThat(uri).matches("[!-~]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "http://a[b", "http://a%/", "http://a:x/", "http://[::1"})
    void invalid_host_yields_no_uri(String link) {
        assertThat(LenientUri.of(link)).isEmpty();
    }
}
