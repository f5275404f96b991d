package run.opentrack.gateway.cache;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;

/** What is known of one request's answer, and what becomes known of it. */
public final class CacheLookup {
    private final ResponseCache cache;
    private final ResponseCache.CacheKey key;
    private final CachedResponse cached;
    private MultiMap headers;
    private byte[] body;
    private int filled;

    CacheLookup(ResponseCache cache, ResponseCache.CacheKey key, CachedResponse cached) {
        this.cache = cache;
        this.key = key;
        this.cached = cached;
    }

    /** Asks the upstream whether what is kept still holds. */
    public void addValidator(MultiMap request) {
        if (cached != null) {
            request.set(HttpHeaders.IF_NONE_MATCH, cached.etag());
        }
    }

    /** What may be sent since the upstream said so; or null. */
    public CachedResponse revalidated(HttpClientResponse upstream) {
        return upstream.statusCode() == 304 ? cached : null;
    }

    /** Whether the answer should be kept; if so {@link #begin} is called, and {@link #end} whatever becomes of it. */
    public boolean shouldStore(HttpClientResponse upstream) {
        String length = upstream.getHeader(HttpHeaders.CONTENT_LENGTH);
        return upstream.statusCode() == 200
                && length != null
                && upstream.headers().contains(HttpHeaders.ETAG)
                && cache.admit(key, Long.parseLong(length));
    }

    /** @param passing the headers that go back to clients */
    public void startStoring(MultiMap passing) {
        headers = passing;
        body = new byte[Integer.parseInt(passing.get(HttpHeaders.CONTENT_LENGTH))];
    }

    public void append(Buffer piece) {
        if (body != null) {
            piece.getBytes(body, filled);
            filled += piece.length();
        }
    }

    /** Nothing more of the answer comes, be it whole or not. */
    public void finishStoring() {
        if (body == null) {
            return;
        }
        if (filled == body.length) {
            cache.put(key, new CachedResponse(headers, body));
        }
        cache.release(body.length);
        body = null;
    }
}
