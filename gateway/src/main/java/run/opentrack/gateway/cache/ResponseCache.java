package run.opentrack.gateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import run.opentrack.gateway.upstream.Route;

/**
 * Long answers that are asked for again and again. Nothing is sent from here before the upstream has said, for this very
 * request and its token, that it still holds (304): who may not have it, or comes too late, gets what the upstream says.
 * A revalidating cache (RFC 9111, 4.3): a long list then costs its upstream no more than a look at its version.
 */
@ApplicationScoped
public class ResponseCache {
    /** Few: were all of thousands of different ones kept in turn, each would be copied and none found again. */
    private static final int MAX_TRACKED_KEYS = 1_000;

    private static final int OVERHEAD = 1_024;

    private final CacheConfig config;
    private final Cache<CacheKey, CachedResponse> responses;
    /** What was asked once may never be asked again; its second answer is worth keeping. */
    private final Cache<CacheKey, Boolean> requestedOnce =
            Caffeine.newBuilder().maximumSize(MAX_TRACKED_KEYS).build();

    /** Bytes of answers that are on their way into here: each of many clients who ask at once may bring a copy. */
    private final AtomicLong pendingBytes = new AtomicLong();

    ResponseCache(CacheConfig config) {
        this.config = config;
        this.responses = Caffeine.newBuilder()
                .maximumWeight(config.maxSize().asLongValue())
                .weigher((CacheKey question, CachedResponse answer) -> answer.body().length + OVERHEAD)
                .build();
    }

    /** What two requests have in common that get the same answer. */
    record CacheKey(String target, String encodings) {}

    /** What is known of the request's answer; null for requests of which nothing is kept. */
    public CacheLookup lookUp(Route route, HttpServerRequest request) {
        if (!route.cacheable() || request.method() != HttpMethod.GET || isConditional(request.headers())) {
            return null;
        }
        CacheKey question = new CacheKey(request.uri(), request.getHeader(HttpHeaders.ACCEPT_ENCODING));
        return new CacheLookup(this, question, responses.getIfPresent(question));
    }

    private static boolean isConditional(MultiMap headers) {
        return headers.contains(HttpHeaders.IF_NONE_MATCH)
                || headers.contains(HttpHeaders.IF_MODIFIED_SINCE)
                || headers.contains("range");
    }

    /**
     * Notes that a long answer was asked for; whether it was so before, and should be kept now. There is room for as many
     * bytes on their way as are kept at most, until {@link #filled} gives it back.
     */
    boolean admit(CacheKey question, long length) {
        return length >= config.minEntrySize().asLongValue()
                && length <= config.maxEntrySize().asLongValue()
                && requestedOnce.asMap().put(question, true) != null
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

    void put(CacheKey question, CachedResponse answer) {
        responses.put(question, answer);
    }
}
