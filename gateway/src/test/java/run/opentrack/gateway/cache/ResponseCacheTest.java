package run.opentrack.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.MultiMap;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.gateway.cache.ResponseCache.CacheKey;

class ResponseCacheTest {
    private static final CacheKey PLAIN = new CacheKey("/api/v1/competitions/?country=EST", false);
    private static final CacheKey GZIP = new CacheKey("/api/v1/competitions/?country=EST", true);

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "- | - | true | true",
                "identity | Accept-Encoding | true | true",
                "gzip | accept-encoding | false | true",
                "GZIP, identity | , Accept-Encoding | false | true",
                "br | - | false | false",
                "gzip, br | - | false | false",
                "- | Accept-Encoding, Origin | false | false",
                "- | * | false | false"
            })
    void only_responses_that_depend_on_the_key_alone_are_cacheable(
            String encoding, String vary, boolean plain, boolean gzip) {
        MultiMap response =
                MultiMap.caseInsensitiveMultiMap().add("ETag", "\"1\"").add("Content-Length", "200");
        // Each element on its own line.
        addLines(response, "Content-Encoding", encoding);
        addLines(response, "Vary", vary);
        assertThat(ResponseCache.isCacheable(response, false)).isEqualTo(plain);
        assertThat(ResponseCache.isCacheable(response, true)).isEqualTo(gzip);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"ETag | \"1\"", "Content-Length | 200", "Cache-Control | private, no-cache"})
    void a_response_without_validator_or_length_or_with_no_store_is_not_cacheable(String name, String value) {
        MultiMap response = MultiMap.caseInsensitiveMultiMap()
                .add("ETag", "\"1\"")
                .add("Content-Length", "200")
                .add("Cache-Control", "private, no-cache");
        assertThat(ResponseCache.isCacheable(response, false)).isTrue();
        response.remove(name);
        if (name.equals("Cache-Control")) {
            response.add(name, "private").add(name, "No-Store");
        }
        assertThat(ResponseCache.isCacheable(response, false)).isFalse();
    }

    @Test
    void the_url_and_the_headers_count_against_the_maximum_size() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("ETag", "\"1\"");
        int weight = ResponseCache.weigh(PLAIN, new CachedResponse(headers, new byte[100]));
        assertThat(weight).isEqualTo(PLAIN.target().length() + "ETag\"1\"".length() + 100 + 1_024);
    }

    private static void addLines(MultiMap headers, String name, String list) {
        for (String line : list == null ? new String[0] : list.split(",")) {
            headers.add(name, line);
        }
    }

    private static MemorySize size(long bytes) {
        return new MemorySize(BigInteger.valueOf(bytes));
    }

    private record Sizes(MemorySize maxSize, MemorySize minEntrySize, MemorySize maxEntrySize)
            implements ResponseCache.Config {}
}
