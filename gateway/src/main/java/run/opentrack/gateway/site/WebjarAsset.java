package run.opentrack.gateway.site;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.zip.GZIPOutputStream;

/**
 * File of a webjar, plain and compressed.
 *
 * @param type content type
 */
record WebjarAsset(String type, Buffer plain, Buffer compressed) {
    /** Logo that ReDoc loads from another host; replaced, as the policy forbids other hosts. */
    private static final String EXTERNAL_LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg";

    private static final String LOCAL_LOGO = "/site/icon.svg";

    /** Location within the webjar. */
    record File(String webjar, String name) {
        WebjarAsset read() {
            String folder = "META-INF/resources/webjars/" + webjar + "/" + version(webjar) + "/";
            byte[] bytes = new String(WebjarAsset.read(folder + name), StandardCharsets.UTF_8)
                    .replace(EXTERNAL_LOGO, LOCAL_LOGO)
                    .getBytes(StandardCharsets.UTF_8);
            String type = name.endsWith(".css") ? "text/css; charset=utf-8" : "text/javascript; charset=utf-8";
            return new WebjarAsset(type, Buffer.buffer(bytes), Buffer.buffer(gzip(bytes)));
        }
    }

    private static String version(String webjar) {
        try {
            Properties maven = new Properties();
            maven.load(new ByteArrayInputStream(read("META-INF/maven/org.webjars/" + webjar + "/pom.properties")));
            return maven.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(String name) {
        try (InputStream resource =
                Thread.currentThread().getContextClassLoader().getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("resource not found: " + name);
            }
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
