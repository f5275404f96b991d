package run.opentrack.security;

import run.opentrack.http.error.ApiException;

/**
 * Credential of a request: {@code Authorization: Bearer} (RFC 6750) with an access token or an API key, or
 * {@code Authorization: Token} or {@code X-API-Key} with an API key.
 *
 * @param text token or key as sent
 */
public record RequestCredential(String text, boolean isApiKey) {
    /** Header of an API key alone. */
    public static final String API_KEY_HEADER = "X-API-Key";

    private static final String BEARER = "bearer ";
    private static final String TOKEN = "token ";

    /**
     * Parses the headers, each null if absent; schemes are case-insensitive.
     *
     * @throws ApiException 401 if there is no credential, or two, of which another component could evaluate the other one
     */
    public static RequestCredential of(String authorization, String apiKey) {
        if (apiKey != null) {
            if (authorization != null) {
                throw ApiException.unauthenticated("Only one of Authorization and X-API-Key may be sent");
            }
            return new RequestCredential(apiKey.trim(), true);
        }
        if (hasScheme(authorization, BEARER)) {
            String text = authorization.substring(BEARER.length()).trim();
            return new RequestCredential(text, ApiKeyCredential.hasPrefix(text));
        }
        if (hasScheme(authorization, TOKEN)) {
            String text = authorization.substring(TOKEN.length()).trim();
            if (ApiKeyCredential.hasPrefix(text)) {
                return new RequestCredential(text, true);
            }
        }
        throw ApiException.unauthenticated();
    }

    private static boolean hasScheme(String header, String scheme) {
        return header != null && header.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    /** Omits the credential, which must not appear in a log. */
    @Override
    public String toString() {
        return isApiKey ? "API key" : "access token";
    }
}
