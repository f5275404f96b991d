package run.opentrack.export.webhook;

import java.security.SecureRandom;
import java.util.Base64;

/** Generator of signing secrets: {@code whsec_} and base64 of 24 to 64 random bytes (Standard Webhooks 1.0.0). */
final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private WebhookSecret() {}

    static String generate() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }
}
