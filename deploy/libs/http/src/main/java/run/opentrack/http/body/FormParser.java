package run.opentrack.http.body;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/**
 * Parser of urlencoded and multipart forms. Replaces the one of Quarkus REST, which responds with 500 to a broken escape
 * and cannot parse a multipart body that was read before.
 */
final class FormParser {
    private static final DefaultHttpDataFactory IN_MEMORY = new DefaultHttpDataFactory(false);

    private FormParser() {}

    /**
     * Returns the fields by name; the last value of a repeated field; none if the media type is not a form.
     *
     * @param body complete body, already limited in length
     * @throws ApiException 422 if the form is malformed
     */
    static Map<String, String> parse(byte[] body, String contentType) {
        String mediaType = contentType == null ? "" : contentType.strip().toLowerCase(Locale.ROOT);
        boolean multipart = mediaType.startsWith("multipart/form-data");
        if (body == null
                || body.length == 0
                || !multipart && !mediaType.startsWith("application/x-www-form-urlencoded")) {
            return Map.of();
        }
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
        request.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        try {
            HttpPostRequestDecoder decoder = new HttpPostRequestDecoder(IN_MEMORY, request, StandardCharsets.UTF_8);
            try {
                return parse(decoder.getBodyHttpDatas());
            } finally {
                decoder.destroy();
            }
        } catch (RuntimeException | IOException e) {
            throw ApiException.invalid(new Violation(List.of("body"), "the form cannot be parsed", "value_error.form"));
        }
    }

    private static Map<String, String> parse(List<InterfaceHttpData> parts) throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (InterfaceHttpData part : parts) {
            if (part instanceof Attribute field) {
                fields.put(field.getName(), field.getValue());
            }
        }
        return fields;
    }
}
