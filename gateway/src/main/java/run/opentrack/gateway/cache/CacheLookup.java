package run.opentrack.gateway.cache;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;

/** Lookup of one request in the cache: revalidates the stored response, or stores the one that is relayed. */
public final class CacheLookup {
    private static final CharSequence KEY_EXPIRES = HttpHeaders.createOptimized("key-expires");

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

    /** Adds If-None-Match with the stored entity tag to the upstream request. */
    public void addValidator(MultiMap request) {
        if (cached != null) {
            request.set(HttpHeaders.IF_NONE_MATCH, cached.etag());
        }
    }

    /** Returns the stored response if the upstream confirmed it, null otherwise. */
    public CachedResponse revalidated(HttpClientResponse upstream) {
        return upstream.statusCode() == 304 ? cached : null;
    }

    /**
     * Decides whether to store the response. If so, {@link #startStoring} must follow, and {@link #finishStoring} in any
     * case.
     */
    public boolean shouldStore(HttpClientResponse upstream) {
        return upstream.statusCode() == 200
                && ResponseCache.isCacheable(upstream.headers(), key.gzip())
                && cache.admit(key, Long.parseLong(upstream.getHeader(HttpHeaders.CONTENT_LENGTH)));
    }

    /** @param forwarded headers that are sent to the client; of them, the expiry of its API key is not others' */
    public void startStoring(MultiMap forwarded) {
        headers = forwarded.remove(KEY_EXPIRES);
        body = new byte[Integer.parseInt(forwarded.get(HttpHeaders.CONTENT_LENGTH))];
    }

    public void append(Buffer chunk) {
        if (body != null) {
            chunk.getBytes(body, filled);
            filled += chunk.length();
        }
    }

    /** Ends storing, with an entry only if the body is complete. */
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
