package run.opentrack.gateway.request;

import io.vertx.core.MultiMap;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the gateway itself reads in the headers of a request, in one pass over them. */
public final class RequestHead {
    /** How many of a header there were, where more than one is a trick. */
    private int hosts;

    private int lengths;
    private int codings;
    private int authorizations;
    private int headers;
    private boolean nameless;
    private String host;
    private String contentLength;
    private String transferEncoding;
    private String expect;
    private String authorization;
    private String forwardedFor;
    private String forwardedProto;
    private String requestId;
    private Set<String> namedByConnection = Set.of();

    private RequestHead() {}

    public static RequestHead read(MultiMap headers) {
        RequestHead head = new RequestHead();
        Iterator<Map.Entry<CharSequence, CharSequence>> each = ((HeadersMultiMap) headers).iteratorCharSequence();
        while (each.hasNext()) {
            Map.Entry<CharSequence, CharSequence> header = each.next();
            head.headers++;
            head.nameless |= header.getKey().length() == 0;
            HeaderKind kind = HeaderKind.of(header.getKey());
            if (kind != HeaderKind.END_TO_END) {
                head.take(kind, header.getValue().toString());
            }
        }
        return head;
    }

    private void take(HeaderKind kind, String value) {
        switch (kind) {
            case HOST -> {
                hosts++;
                host = value;
            }
            case CONTENT_LENGTH -> {
                lengths++;
                contentLength = value;
            }
            case TRANSFER_ENCODING -> {
                codings++;
                transferEncoding = value;
            }
            case AUTHORIZATION -> {
                authorizations++;
                authorization = value;
            }
            case CONNECTION -> namedByConnection = names(value, namedByConnection);
            case EXPECT -> expect = value;
            case FORWARDED_FOR -> forwardedFor = forwardedFor == null ? value : forwardedFor + "," + value;
            case FORWARDED_PROTO -> forwardedProto = value;
            case REQUEST_ID -> requestId = value;
            default -> {
                // Only whether it passes matters, and that is seen when the headers are copied.
            }
        }
    }

    /** The headers that {@code Connection} names: they belong to it, too. */
    public static Set<String> names(String connection, Set<String> others) {
        if (connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close")) {
            return others;
        }
        Set<String> names = new HashSet<>(others);
        for (String name : connection.split(",")) {
            names.add(name.strip().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    int hosts() {
        return hosts;
    }

    int lengths() {
        return lengths;
    }

    int codings() {
        return codings;
    }

    int authorizations() {
        return authorizations;
    }

    /** Whether there is a header without a name, which Netty lets pass. */
    boolean isNameless() {
        return nameless;
    }

    int headers() {
        return headers;
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

    public Set<String> namedByConnection() {
        return namedByConnection;
    }

    /** The length that the body says it has, -1 when it says none. */
    public long announcedLength() {
        try {
            return contentLength == null ? -1 : Long.parseLong(contentLength);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Whether a body follows, of known length or not. */
    public boolean hasBody() {
        return codings > 0 || contentLength != null && announcedLength() != 0;
    }
}
