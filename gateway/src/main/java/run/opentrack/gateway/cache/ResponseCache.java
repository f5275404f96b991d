package run.opentrack.gateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import run.opentrack.gateway.request.GatewayRequest;
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

    private static final List<CharSequence> UNCACHED_REQUESTS = List.of(
            HttpHeaders.IF_NONE_MATCH,
            HttpHeaders.IF_MODIFIED_SINCE,
            HttpHeaders.createOptimized("if-match"),
            HttpHeaders.createOptimized("if-unmodified-since"),
            HttpHeaders.createOptimized("range"));

    private final Config config;
    private final Cache<CacheKey, CachedResponse> responses;
    /** Hashes of keys, so that long URLs take no memory; a collision only admits one earlier. */
    private final Cache<Integer, Boolean> requestedOnce =
            Caffeine.newBuilder().maximumSize(MAX_TRACKED_KEYS).build();

    /** Bytes of responses being stored; many simultaneous requests for one URL each store a copy. */
    private final AtomicLong pendingBytes = new AtomicLong();

    public ResponseCache(Config config) {
        this.config = config;
        this.responses = Caffeine.newBuilder()
                .maximumWeight(config.maxSize().asLongValue())
                .weigher(ResponseCache::weigh)
                .build();
    }

    /**
     * Requests with the same key get the same response.
     *
     * @param gzip whether the upstream is asked for gzip, which follows from all lines of Accept-Encoding
     */
    record CacheKey(String target, boolean gzip) {}

    static int weigh(CacheKey key, CachedResponse response) {
        return key.target().length() + response.headerSize() + response.body().length + OVERHEAD;
    }

    /** Looks up a request; null if its response cannot be cached. */
    public CacheLookup lookUp(Route route, GatewayRequest request) {
        if (!route.cacheable()
                || request.request().method() != HttpMethod.GET
                || UNCACHED_REQUESTS.stream().anyMatch(request.request().headers()::contains)) {
            return null;
        }
        CacheKey key = new CacheKey(request.request().uri(), request.headers().acceptsGzip());
        return new CacheLookup(this, key, responses.getIfPresent(key));
    }

    /**
     * Decides by what the upstream says of its response, whatever it was asked for (RFC 9111, 3 and 4.1): of known length,
     * with a validator, in an encoding of the key, and dependent on no other request field.
     */
    static boolean isCacheable(MultiMap response, boolean gzip) {
        return response.contains(HttpHeaders.CONTENT_LENGTH)
                && response.contains(HttpHeaders.ETAG)
                && !tokens(response, HttpHeaders.CACHE_CONTROL).contains("no-store")
                && Set.of("accept-encoding").containsAll(tokens(response, HttpHeaders.VARY))
                && (gzip ? Set.of("identity", "gzip") : Set.of("identity"))
                        .containsAll(tokens(response, HttpHeaders.CONTENT_ENCODING));
    }

    /** @return elements of a list field on all its lines, in lower case */
    private static Set<String> tokens(MultiMap headers, CharSequence name) {
        return headers.getAll(name).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(element -> element.strip().toLowerCase(Locale.ROOT))
                .filter(element -> !element.isEmpty())
                .collect(Collectors.toSet());
    }

    /**
     * Records a request of a long response, and admits the second one within the window. Bytes being stored are limited to
     * the maximum size of the cache and reserved until {@link #release}.
     */
    boolean admit(CacheKey key, long length) {
        return length >= config.minEntrySize().asLongValue()
                && length <= config.maxEntrySize().asLongValue()
                && requestedOnce.asMap().put(key.hashCode(), true) != null
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
