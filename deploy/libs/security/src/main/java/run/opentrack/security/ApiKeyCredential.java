package run.opentrack.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jose4j.lang.HashUtil;
import run.opentrack.http.error.ApiException;

/**
 * API key {@code otk_<live|test>_<10 id><32 secret><6 checksum>} in base62. Prefix and checksum (CRC-32 of all characters
 * before it) let scanners and this parser recognise a key without a database.
 *
 * @param environment system that issued the key
 * @param id public identifier
 * @param secret about 190 random bits
 */
public record ApiKeyCredential(Environment environment, String id, String secret) {
    /** System for which a key is valid. */
    public enum Environment {
        LIVE("live"),
        TEST("test");

        private final String text;

        Environment(String text) {
            this.text = text;
        }

        /** Beginning of the keys of this system. */
        public String prefix() {
            return PREFIX + text + "_";
        }
    }

    private static final String PREFIX = "otk_";
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 10;
    private static final int SECRET_LENGTH = 32;
    private static final int CHECKSUM_LENGTH = 6;
    private static final Pattern FORMAT =
            Pattern.compile("otk_(live|test)_([0-9A-Za-z]{%d})([0-9A-Za-z]{%d})[0-9A-Za-z]{%d}"
                    .formatted(ID_LENGTH, SECRET_LENGTH, CHECKSUM_LENGTH));
    private static final SecureRandom RANDOM = new SecureRandom();

    static boolean hasPrefix(String text) {
        return text.startsWith(PREFIX);
    }

    /** Generates a key with a new id. */
    public static ApiKeyCredential generate(Environment environment) {
        return new ApiKeyCredential(environment, randomText(ID_LENGTH), randomText(SECRET_LENGTH));
    }

    private static String randomText(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    /**
     * Parses a key.
     *
     * @param expected environment of this system
     * @throws ApiException 401 with the reason, if the format, the checksum or the environment is wrong
     */
    public static ApiKeyCredential parse(String text, Environment expected) {
        Matcher parts = FORMAT.matcher(text);
        if (!parts.matches()) {
            throw ApiException.unauthenticated("The API key is malformed");
        }
        Environment environment = parts.group(1).equals(Environment.LIVE.text) ? Environment.LIVE : Environment.TEST;
        ApiKeyCredential key = new ApiKeyCredential(environment, parts.group(2), parts.group(3));
        if (!key.text().equals(text)) {
            throw ApiException.unauthenticated("The API key is mistyped or incomplete: its checksum is wrong");
        }
        if (environment != expected) {
            throw ApiException.unauthenticated("The API key belongs to the " + environment.text
                    + " system, this is the " + expected.text + " system");
        }
        return key;
    }

    /** Returns the whole key, which is shown to its owner once. */
    public String text() {
        String content = prefix() + secret;
        CRC32 checksum = new CRC32();
        checksum.update(content.getBytes(StandardCharsets.US_ASCII));
        return content + base62(checksum.getValue());
    }

    private static String base62(long number) {
        char[] digits = new char[CHECKSUM_LENGTH];
        long rest = number;
        for (int i = CHECKSUM_LENGTH - 1; i >= 0; i--) {
            digits[i] = ALPHABET.charAt((int) (rest % ALPHABET.length()));
            rest /= ALPHABET.length();
        }
        return new String(digits);
    }

    /** Returns the public part, by which an owner recognises the key. */
    public String prefix() {
        return environment.prefix() + id;
    }

    /** Returns the SHA-256 of the secret; a slow hash is not needed for random bits. */
    public byte[] hash() {
        return HashUtil.getMessageDigest("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
    }

    /** Omits the secret, which must not appear in a log. */
    @Override
    public String toString() {
        return prefix();
    }

    /** Settings of API keys, the same for all services. */
    @ConfigMapping(prefix = "opentrack.api-keys")
    public interface Config {
        /** System to which keys belong, {@code live} or {@code test}; a key of one is rejected by the other. */
        @WithDefault("live")
        Environment environment();

        /** Interval at which the last uses of keys are written to the database. */
        @WithDefault("PT1M")
        Duration usageInterval();

        /** Interval at which auth-service looks for keys whose expiry is to be announced by e-mail. */
        @WithDefault("PT1H")
        Duration noticeInterval();
    }
}
