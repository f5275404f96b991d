package run.opentrack.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339ParserTest {
    @ParameterizedTest
    @CsvSource({
        "2027-05-08T10:00:00Z, 2027-05-08T10:00:00Z",
        "2027-05-08T10:00:00.123456Z, 2027-05-08T10:00:00.123456Z",
        "2027-05-08T10:00:00+02:00, 2027-05-08T08:00:00Z",
        "2027-05-08T10:00:00 02:00, 2027-05-08T08:00:00Z",
        "2027-05-08T10:00:00-03:30, 2027-05-08T13:30:00Z",
        "2028-02-29T00:00:00Z, 2028-02-29T00:00:00Z",
        "1970-01-01T00:00:01Z, 1970-01-01T00:00:01Z",
        "2199-12-31T23:59:59Z, 2199-12-31T23:59:59Z",
    })
    void timestamp_with_offset_is_an_instant(String text, Instant time) {
        assertThat(Rfc3339Parser.parse(text)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2027-05-08",
                "2027-05-08T10:00:00",
                "2027-02-29T00:00:00Z",
                "2027-05-08T24:00:00Z",
                "2027-05-08 10:00:00Z",
                "20270508T100000Z",
                "2027-05-08T10:00:00+99:00",
                "1700000000",
                "now",
            })
    void other_text_is_no_timestamp(String text) {
        assertThat(Rfc3339Parser.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "2200-01-01T00:00:00Z",
                "+999999999-01-01T00:00:00Z"
            })
    void times_outside_1970_to_2199_are_rejected(String text) {
        assertThat(Rfc3339Parser.parse(text)).isEmpty();
    }
}
