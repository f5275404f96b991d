package run.opentrack.gateway.request;

import io.vertx.core.MultiMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import run.opentrack.gateway.internal.CharSequenceHeaders;

/** Request headers that the gateway evaluates, collected in one pass. */
public final class RequestHeaders {
    /** Counts of fields that may occur only once. */
    private int hostCount;

    private int contentLengthCount;
    private int transferEncodingCount;
    private int authorizationCount;
    private int headerCount;
    private boolean emptyName;
    private String host;
    private String contentLength;
    private String transferEncoding;
    private String expect;
    private String authorization;
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
            if (policy != HeaderPolicy.END_TO_END) {
                parsed.add(policy, header.getValue().toString());
            }
        }
        return parsed;
    }

    private void add(HeaderPolicy policy, String value) {
        switch (policy) {
            case HOST -> {
                hostCount++;
                host = value;
            }
            case CONTENT_LENGTH -> {
                contentLengthCount++;
                contentLength = value;
            }
            case TRANSFER_ENCODING -> {
                transferEncodingCount++;
                transferEncoding = value;
            }
            case AUTHORIZATION -> {
                authorizationCount++;
                authorization = value;
            }
            case CONNECTION -> connectionOptions = addConnectionOptions(value, connectionOptions);
            case EXPECT -> expect = value;
            case FORWARDED_FOR -> forwardedFor = forwardedFor == null ? value : forwardedFor + "," + value;
            case FORWARDED_PROTO -> forwardedProto = value;
            case REQUEST_ID -> requestId = value;
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

    int hostCount() {
        return hostCount;
    }

    int contentLengthCount() {
        return contentLengthCount;
    }

    int transferEncodingCount() {
        return transferEncodingCount;
    }

    int authorizationCount() {
        return authorizationCount;
    }

    /** @return whether a field has an empty name, which Netty accepts */
    boolean hasEmptyName() {
        return emptyName;
    }

    int headerCount() {
        return headerCount;
    }

    public String host() {
        return host;
    }

    String transferEncoding() {
        return transferEncoding;
    }

    public String expect() {
        return expect;
    }

    public String authorization() {
        return authorization;
    }

    public String forwardedFor() {
        return forwardedFor;
    }

    public String forwardedProto() {
        return forwardedProto;
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
        return transferEncodingCount > 0 || contentLength != null && contentLengthOrUnknown() != 0;
    }
}
