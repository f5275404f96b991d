package run.opentrack.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetEncoderTest {
    @ParameterizedTest
    @CsvSource({
        "/c/?q=G\u00c3\u0096,      /c/?q=G%C3%96",
        "/c/?q=a\\b,               /c/?q=a%5Cb",
        "/c/?q=a>b&r={id},         /c/?q=a%3Eb&r=%7Bid%7D",
        "/c/?q=%C3%96\u00c3\u0096, /c/?q=%C3%96%C3%96"
    })
    void characters_that_no_uri_may_contain_are_percent_encoded_in_the_query(String uri, String encoded) {
        assertThat(RequestTargetEncoder.percentEncode(uri)).isEqualTo(encoded);
    }

    @Test
    void a_valid_target_is_returned_as_is() {
        String uri = "/api/v1/competitions/?country=EST&q=%C3%96&limit=10";
        assertThat(RequestTargetEncoder.percentEncode(uri)).isSameAs(uri);
    }

    @Test
    void a_target_without_a_query_is_returned_as_is() {
        assertThat(RequestTargetEncoder.percentEncode("/a\\b")).isEqualTo("/a\\b");
    }
}
