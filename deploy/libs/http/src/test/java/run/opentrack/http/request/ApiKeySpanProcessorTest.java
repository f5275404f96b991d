package run.opentrack.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeySpanProcessorTest {
    private static final String KEY = "otk_live_" + "0aB".repeat(16);

    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(new ApiKeySpanProcessor())
            .build();

    @ParameterizedTest
    @ValueSource(strings = {"url.path", "url.query", "url.full", "http.target"})
    void key_is_removed_from_every_attribute_and_the_name(String attribute) {
        for (String key : new String[] {KEY, KEY.replace("_", "%5f")}) {
            ReadableSpan span = start("GET /x/" + key, attribute, "/api/v1/competitions/?year=2027&key=" + key);
            assertThat(span.getAttribute(AttributeKey.stringKey(attribute))).startsWith("removed");
            assertThat(span.getName()).startsWith("removed");
        }
    }

    @Test
    void other_attributes_stay() {
        ReadableSpan span = start("GET", "url.query", "year=2027");
        assertThat(span.getAttribute(AttributeKey.stringKey("url.query"))).isEqualTo("year=2027");
        assertThat(span.getName()).isEqualTo("GET");
    }

    private ReadableSpan start(String name, String attribute, String value) {
        return (ReadableSpan) provider.get("test")
                .spanBuilder(name)
                .setAttribute(attribute, value)
                .startSpan();
    }
}
