package run.opentrack.gateway.ratelimit;

import run.opentrack.http.error.ApiException;

/**
 * So many in a window of time.
 *
 * @param name in the {@code RateLimit} headers
 * @param limit this gateway's share
 */
record RateLimitRule(String name, String unit, long limit, long windowSeconds) {
    /** The longest count that {@link FixedWindowCounter} can keep. */
    private static final long MAX_LIMIT = (1 << 24) - 1;

    static RateLimitRule shared(String name, String unit, long limit, long windowSeconds, int gateways) {
        long share = Math.max(1, Math.round((double) limit / Math.max(1, gateways)));
        return new RateLimitRule(name, unit, Math.min(MAX_LIMIT, share), windowSeconds);
    }

    /** Null when there is room for one more, which is then taken. */
    ApiException check(FixedWindowCounter counter, long nowMillis) {
        return counter.tryIncrement(nowMillis, windowSeconds * 1_000, limit) ? null : limitExceeded(nowMillis);
    }

    /** Headers after draft-ietf-httpapi-ratelimit-headers: the policy, and what is left of it for how long. */
    private ApiException limitExceeded(long nowMillis) {
        long window = windowSeconds * 1_000;
        long wait = (window - nowMillis % window + 999) / 1_000;
        return ApiException.tooManyRequests("Too many " + unit, wait)
                .withHeader("RateLimit-Policy", "\"%s\";q=%d;w=%d".formatted(name, limit, windowSeconds))
                .withHeader("RateLimit", "\"%s\";r=0;t=%d".formatted(name, wait));
    }
}
