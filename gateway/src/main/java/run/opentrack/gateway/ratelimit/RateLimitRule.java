package run.opentrack.gateway.ratelimit;

import run.opentrack.http.error.ApiException;

/**
 * Rate limit in a fixed window.
 *
 * @param name policy name in the {@code RateLimit} headers
 * @param unit counted unit in the error message
 * @param limit this gateway's share
 * @param windowSeconds window length
 */
record RateLimitRule(String name, String unit, long limit, long windowSeconds) {
    /** Highest count of a {@link FixedWindowCounter}. */
    private static final long MAX_LIMIT = (1 << 24) - 1;

    static RateLimitRule shared(String name, String unit, long limit, long windowSeconds, int gateways) {
        long share = Math.max(1, Math.round((double) limit / Math.max(1, gateways)));
        return new RateLimitRule(name, unit, Math.min(MAX_LIMIT, share), windowSeconds);
    }

    /**
     * Counts one unit.
     *
     * @return the 429 error; null within the limit
     */
    ApiException check(FixedWindowCounter counter, long nowMillis) {
        return counter.tryIncrement(nowMillis, windowSeconds * 1_000, limit) ? null : limitExceeded(nowMillis);
    }

    /** Headers of draft-ietf-httpapi-ratelimit-headers. */
    private ApiException limitExceeded(long nowMillis) {
        long window = windowSeconds * 1_000;
        long wait = (window - nowMillis % window + 999) / 1_000;
        return ApiException.tooManyRequests("Too many " + unit, wait)
                .withHeader("RateLimit-Policy", "\"%s\";q=%d;w=%d".formatted(name, limit, windowSeconds))
                .withHeader("RateLimit", "\"%s\";r=0;t=%d".formatted(name, wait));
    }
}
