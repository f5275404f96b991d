package run.opentrack.gateway.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class WebjarAssetTest {
    @Test
    void the_compressed_form_expands_to_the_plain_one() throws IOException {
        WebjarAsset asset = new WebjarAsset.File("swagger-ui", "swagger-ui.css").read();
        byte[] compressed = asset.compressed().getBytes();
        assertThat(compressed.length).isLessThan(asset.plain().length() / 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed)).readAllBytes())
                .isEqualTo(asset.plain().getBytes());
    }

    @Test
    void the_content_type_follows_the_file_name() {
        assertThat(new WebjarAsset.File("swagger-ui", "swagger-ui.css").read().type())
                .isEqualTo("text/css; charset=utf-8");
        assertThat(new WebjarAsset.File("redoc", "redoc.standalone.js").read().type())
                .isEqualTo("text/javascript; charset=utf-8");
    }

    @Test
    void redoc_loads_its_logo_from_this_host() {
        String script = new WebjarAsset.File("redoc", "redoc.standalone.js")
                .read()
                .plain()
                .toString();
        assertThat(script).contains("/site/icon.svg").doesNotContain("https://cdn.redoc.ly/redoc/logo-mini.svg");
    }

    @Test
    void a_missing_file_is_named() {
        assertThatThrownBy(() -> new WebjarAsset.File("redoc", "missing.js").read())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("missing.js");
    }
}
