package run.opentrack.gateway.limit;

import run.opentrack.http.error.ApiException;

/**
 * So many in a window of time.
 *
 * @param name in the {@code RateLimit} headers
 * @param limit this gateway's share
 */
record Quota(String name, String what, long limit, long windowSeconds) {
    /** The longest count that {@link Window} can keep. */
    private static final long HIGHEST = (1 << 24) - 1;

    static Quota shared(String name, String what, long limit, long windowSeconds, int gateways) {
        long share = Math.max(1, Math.round((double) limit / Math.max(1, gateways)));
        return new Quota(name, what, Math.min(HIGHEST, share), windowSeconds);
    }

    /** Null when there is room for one more, which is then taken. */
    ApiException refusalOf(Window used, long nowMillis) {
        return used.admits(nowMillis, windowSeconds * 1_000, limit) ? null : refusal(nowMillis);
    }

    /** Headers after draft-ietf-httpapi-ratelimit-headers: the policy, and what is left of it for how long. */
    private ApiException refusal(long nowMillis) {
        long window = windowSeconds * 1_000;
        long wait = (window - nowMillis % window + 999) / 1_000;
        return ApiException.tooManyRequests("Too many " + what, wait)
                .withHeader("RateLimit-Policy", "\"%s\";q=%d;w=%d".formatted(name, limit, windowSeconds))
                .withHeader("RateLimit", "\"%s\";r=0;t=%d".formatted(name, wait));
    }
}
