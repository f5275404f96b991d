package run.opentrack.gateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import run.opentrack.gateway.upstream.Route;

/**
 * Revalidating cache of long responses (RFC 9111, 4.3). The upstream validates each request with its token and responds
 * with 304 before a stored response is sent, so a cached list costs it a version lookup and rights are always enforced.
 */
@ApplicationScoped
public class ResponseCache {
    /** Small on purpose: only URLs requested twice within this window are admitted (scan resistance). */
    private static final int MAX_TRACKED_KEYS = 1_000;

    private static final int OVERHEAD = 1_024;

    private final Config config;
    private final Cache<CacheKey, CachedResponse> responses;
    private final Cache<CacheKey, Boolean> requestedOnce =
            Caffeine.newBuilder().maximumSize(MAX_TRACKED_KEYS).build();

    /** Bytes of responses being stored; many simultaneous requests for one URL each store a copy. */
    private final AtomicLong pendingBytes = new AtomicLong();

    ResponseCache(Config config) {
        this.config = config;
        this.responses = Caffeine.newBuilder()
                .maximumWeight(config.maxSize().asLongValue())
                .weigher((CacheKey key, CachedResponse response) -> response.body().length + OVERHEAD)
                .build();
    }

    /** Requests with the same key get the same response. */
    record CacheKey(String target, String encodings) {}

    /** Looks up a request; null if its response cannot be cached. */
    public CacheLookup lookUp(Route route, HttpServerRequest request) {
        if (!route.cacheable() || request.method() != HttpMethod.GET || isConditional(request.headers())) {
            return null;
        }
        CacheKey key = new CacheKey(request.uri(), request.getHeader(HttpHeaders.ACCEPT_ENCODING));
        return new CacheLookup(this, key, responses.getIfPresent(key));
    }

    private static boolean isConditional(MultiMap headers) {
        return headers.contains(HttpHeaders.IF_NONE_MATCH)
                || headers.contains(HttpHeaders.IF_MODIFIED_SINCE)
                || headers.contains("range");
    }

    /**
     * Records a request of a long response, and admits the second one within the window. Bytes being stored are limited to
     * the maximum size of the cache and reserved until {@link #release}.
     */
    boolean admit(CacheKey key, long length) {
        return length >= config.minEntrySize().asLongValue()
                && length <= config.maxEntrySize().asLongValue()
                && requestedOnce.asMap().put(key, true) != null
                && reserve(length);
    }

    private boolean reserve(long length) {
        boolean fits = pendingBytes.addAndGet(length) <= config.maxSize().asLongValue();
        if (!fits) {
            release(length);
        }
        return fits;
    }

    void release(long length) {
        pendingBytes.addAndGet(-length);
    }

    void put(CacheKey key, CachedResponse response) {
        responses.put(key, response);
    }

    /** Cache of long responses, each revalidated at the upstream before it is sent. */
    @ConfigMapping(prefix = "opentrack.gateway.cache")
    public interface Config {
        /** Maximum memory of all entries. */
        @WithDefault("32M")
        MemorySize maxSize();

        /** Minimum size of an entry: a shorter response costs no more than its revalidation. */
        @WithDefault("8K")
        MemorySize minEntrySize();

        /** Maximum size of an entry, so that one does not evict all others. */
        @WithDefault("4M")
        MemorySize maxEntrySize();
    }
}
