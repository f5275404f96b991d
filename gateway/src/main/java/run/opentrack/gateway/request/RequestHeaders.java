package run.opentrack.gateway.request;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import run.opentrack.gateway.internal.CharSequenceHeaders;

/**
 * Request headers that the gateway evaluates, collected in one pass over all lines. A list may be spread over several
 * lines, which are joined (RFC 9110, 5.3); a repeated single value is an error.
 */
public final class RequestHeaders {
    private Set<String> singletons = Set.of();
    private int headerCount;
    private boolean emptyName;
    private boolean repeated;
    private String host;
    private String contentLength;
    private String transferEncoding;
    private String expect;
    private String authorization;
    private String acceptEncoding;
    private String forwardedFor;
    private String forwardedProto;
    private String requestId;
    private Set<String> connectionOptions = Set.of();

    private RequestHeaders() {}

    public static RequestHeaders parse(MultiMap headers) {
        RequestHeaders parsed = new RequestHeaders();
        Iterator<Map.Entry<CharSequence, CharSequence>> iterator = CharSequenceHeaders.iterator(headers);
        while (iterator.hasNext()) {
            Map.Entry<CharSequence, CharSequence> header = iterator.next();
            parsed.headerCount++;
            parsed.emptyName |= header.getKey().length() == 0;
            HeaderPolicy policy = HeaderPolicy.of(header.getKey());
            if (policy == HeaderPolicy.SINGLETON) {
                parsed.addSingleton(header.getKey().toString().toLowerCase(Locale.ROOT));
            } else if (policy != HeaderPolicy.END_TO_END) {
                parsed.add(policy, header.getValue().toString());
            }
        }
        return parsed;
    }

    private void add(HeaderPolicy policy, String value) {
        switch (policy) {
            case HOST -> host = single(host, value);
            case CONTENT_LENGTH -> contentLength = single(contentLength, value);
            case TRANSFER_ENCODING -> transferEncoding = single(transferEncoding, value);
            case AUTHORIZATION -> authorization = single(authorization, value);
            case CONNECTION -> connectionOptions = addConnectionOptions(value, connectionOptions);
            case EXPECT -> expect = join(expect, value);
            case ACCEPT_ENCODING -> acceptEncoding = join(acceptEncoding, value);
            case FORWARDED_FOR -> forwardedFor = join(forwardedFor, value);
            case FORWARDED_PROTO -> forwardedProto = join(forwardedProto, value);
            case REQUEST_ID -> requestId = value;
            default -> {
                // Evaluated when the headers are copied.
            }
        }
    }

    private void addSingleton(String name) {
        if (singletons.isEmpty()) {
            singletons = new HashSet<>();
        }
        repeated |= !singletons.add(name);
    }

    private String single(String before, String value) {
        repeated |= before != null;
        return value;
    }

    private static String join(String before, String value) {
        return before == null ? value : before + "," + value;
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
        return repeated || emptyName;
    }

    int headerCount() {
        return headerCount;
    }

    /** @return the host; null if absent */
    public String host() {
        return host;
    }

    String contentLength() {
        return contentLength;
    }

    String transferEncoding() {
        return transferEncoding;
    }

    String expect() {
        return expect;
    }

    /** @return whether the client waits for {@code 100 Continue}, which HTTP/1.0 does not know (RFC 9110, 10.1.1) */
    public boolean expectsContinue(HttpVersion version) {
        return expect != null && version != HttpVersion.HTTP_1_0;
    }

    public String authorization() {
        return authorization;
    }

    /** @return whether the client prefers gzip to the plain response */
    public boolean acceptsGzip() {
        return AcceptedEncodings.preferGzip(acceptEncoding);
    }

    public String forwardedFor() {
        return forwardedFor;
    }

    /** @return whether the nearest proxy reports that it received the request over https */
    public boolean isForwardedHttps() {
        return forwardedProto != null
                && forwardedProto
                        .substring(forwardedProto.lastIndexOf(',') + 1)
                        .strip()
                        .equalsIgnoreCase("https");
    }

    public String requestId() {
        return requestId;
    }

    public Set<String> connectionOptions() {
        return connectionOptions;
    }

    /** @return Content-Length in bytes; -1 if absent, {@link Long#MAX_VALUE} if not a number */
    public long contentLengthOrUnknown() {
        try {
            return contentLength == null ? -1 : Long.parseLong(contentLength);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** @return whether a body of known or unknown length follows */
    public boolean hasBody() {
        return transferEncoding != null || contentLength != null && contentLengthOrUnknown() != 0;
    }
}
