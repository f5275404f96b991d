package run.opentrack.gateway.request;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import run.opentrack.gateway.internal.CharSequenceHeaders;
import run.opentrack.http.request.AcceptedEncodings;

/**
 * Request headers that the gateway evaluates, collected in one pass over all lines. A list may be spread over several
 * lines, which are joined (RFC 9110, 5.3); a repeated single value is an error.
 */
public final class RequestHeaders {
    private final Map<HeaderPolicy, String> values = new EnumMap<>(HeaderPolicy.class);
    private Set<String> connectionOptions = Set.of();
    private int headerCount;
    private Boolean acceptsGzip;
    private boolean malformed;

    private RequestHeaders() {}

    public static RequestHeaders parse(MultiMap headers) {
        RequestHeaders parsed = new RequestHeaders();
        Iterator<Map.Entry<CharSequence, CharSequence>> iterator = CharSequenceHeaders.iterator(headers);
        while (iterator.hasNext()) {
            Map.Entry<CharSequence, CharSequence> header = iterator.next();
            parsed.headerCount++;
            parsed.malformed |= header.getKey().length() == 0;
            HeaderPolicy policy = HeaderPolicy.of(header.getKey());
            if (policy != HeaderPolicy.END_TO_END) {
                parsed.add(policy, header.getValue().toString());
            }
        }
        return parsed;
    }

    private void add(HeaderPolicy policy, String value) {
        switch (policy) {
            case HOST, CONTENT_LENGTH, TRANSFER_ENCODING, AUTHORIZATION, IDEMPOTENCY_KEY, API_KEY ->
                malformed |= values.put(policy, value) != null;
            case CONNECTION -> connectionOptions = addConnectionOptions(value, connectionOptions);
            case EXPECT, ACCEPT_ENCODING, FORWARDED_FOR, FORWARDED_PROTO ->
                values.merge(policy, value, (before, line) -> before + "," + line);
            case REQUEST_ID -> values.put(policy, value);
            default -> {
                // Evaluated when the headers are copied.
            }
        }
    }

    /** Adds the field names listed in {@code Connection}, in lower case (RFC 9110, 7.6.1). */
    public static Set<String> addConnectionOptions(String connection, Set<String> options) {
        if (connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close")) {
            return options;
        }
        Set<String> names = new HashSet<>(options);
        for (String name : connection.split(",")) {
            names.add(name.strip().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /** @return whether a field that has a single value occurs twice, or a field has an empty name, which Netty accepts */
    boolean isMalformed() {
        return malformed;
    }

    int headerCount() {
        return headerCount;
    }

    /** @return the host; null if absent */
    public String host() {
        return values.get(HeaderPolicy.HOST);
    }

    String contentLength() {
        return values.get(HeaderPolicy.CONTENT_LENGTH);
    }

    String transferEncoding() {
        return values.get(HeaderPolicy.TRANSFER_ENCODING);
    }

    String expect() {
        return values.get(HeaderPolicy.EXPECT);
    }

    /** @return whether the client waits for {@code 100 Continue}, which HTTP/1.0 does not know (RFC 9110, 10.1.1) */
    public boolean expectsContinue(HttpVersion version) {
        return expect() != null && version != HttpVersion.HTTP_1_0;
    }

    /** @return the credential as a value of Authorization; null if there is none, or two, which services reject */
    public String credential() {
        String authorization = values.get(HeaderPolicy.AUTHORIZATION);
        String apiKey = values.get(HeaderPolicy.API_KEY);
        if (apiKey == null) {
            return authorization;
        }
        return authorization == null ? "Token " + apiKey : null;
    }

    /** @return whether the client prefers gzip to the plain response */
    public boolean acceptsGzip() {
        if (acceptsGzip == null) {
            acceptsGzip = AcceptedEncodings.preferGzip(values.get(HeaderPolicy.ACCEPT_ENCODING));
        }
        return acceptsGzip;
    }

    public String forwardedFor() {
        return values.get(HeaderPolicy.FORWARDED_FOR);
    }

    /** @return whether the nearest proxy reports that it received the request over https */
    public boolean isForwardedHttps() {
        String protocols = values.getOrDefault(HeaderPolicy.FORWARDED_PROTO, "");
        return protocols.substring(protocols.lastIndexOf(',') + 1).strip().equalsIgnoreCase("https");
    }

    public String requestId() {
        return values.get(HeaderPolicy.REQUEST_ID);
    }

    public Set<String> connectionOptions() {
        return connectionOptions;
    }

    /** @return Content-Length in bytes; -1 if absent, {@link Long#MAX_VALUE} if not a number */
    public long contentLengthOrUnknown() {
        try {
            return contentLength() == null ? -1 : Long.parseLong(contentLength());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** @return whether a body of known or unknown length follows */
    public boolean hasBody() {
        return transferEncoding() != null || contentLength() != null && contentLengthOrUnknown() != 0;
    }
}
