package run.opentrack.gateway.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteSettingsJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://s3.example.org/bucket",
                "https://s3.example.org/bucket/",
                "https://s3.example.org/bucket//"
            })
    void the_calendar_url_is_the_bucket_and_the_prefix_with_one_slash(String bucket) {
        assertThat(render(Optional.of(URI.create(bucket))).getString("calendars"))
                .isEqualTo("https://s3.example.org/bucket/live");
    }

    @Test
    void without_a_bucket_the_calendar_url_is_null() {
        JsonObject settings = render(Optional.empty());
        assertThat(settings.containsKey("calendars")).isTrue();
        assertThat(settings.getValue("calendars")).isNull();
    }

    @Test
    void countries_are_listed_by_code_and_name() {
        assertThat(render(Optional.empty()).getJsonObject("countries").getString("EST"))
                .isEqualTo("Estonia");
    }

    private static JsonObject render(Optional<URI> bucket) {
        return SiteSettingsJson.render(bucket, "live").toJsonObject();
    }
}
