package run.opentrack.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import run.opentrack.gateway.cache.ResponseCache.CacheKey;

class ResponseCacheTest {
    private static final CacheKey PLAIN = new CacheKey("/api/v1/competitions/?country=EST", null);
    private static final CacheKey GZIP = new CacheKey("/api/v1/competitions/?country=EST", "gzip");

    private final ResponseCache cache = new ResponseCache(new Sizes(size(1_000), size(100), size(600)));

    @Test
    void the_second_request_of_a_url_is_admitted() {
        assertThat(cache.admit(PLAIN, 200)).isFalse();
        assertThat(cache.admit(PLAIN, 200)).isTrue();
    }

    @Test
    void each_accept_encoding_is_counted_separately() {
        cache.admit(PLAIN, 200);
        assertThat(cache.admit(GZIP, 200)).isFalse();
        assertThat(cache.admit(GZIP, 200)).isTrue();
    }

    @Test
    void short_and_long_responses_are_never_admitted() {
        for (int i = 0; i < 3; i++) {
            assertThat(cache.admit(PLAIN, 99)).isFalse();
            assertThat(cache.admit(PLAIN, 601)).isFalse();
        }
    }

    @Test
    void bytes_being_stored_are_limited_until_they_are_released() {
        cache.admit(PLAIN, 600);
        assertThat(cache.admit(PLAIN, 600)).isTrue();
        assertThat(cache.admit(PLAIN, 600)).isFalse();
        cache.release(600);
        assertThat(cache.admit(PLAIN, 600)).isTrue();
    }

    private static MemorySize size(long bytes) {
        return new MemorySize(BigInteger.valueOf(bytes));
    }

    private record Sizes(MemorySize maxSize, MemorySize minEntrySize, MemorySize maxEntrySize)
            implements ResponseCache.Config {}
}
