package run.opentrack.tests.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import run.opentrack.local.Ports;
import run.opentrack.local.Suite;
import run.opentrack.tests.support.ApiClient;
import run.opentrack.tests.support.Json;
import run.opentrack.tests.support.TestAccounts;
import run.opentrack.tests.support.TestCompetitions;
import run.opentrack.tests.support.TestSuites;

/** Promises A1 to A4: rejection of foreign, invalid, wrongly typed and expired tokens. */
class ForgedTokenTest {
    private final Suite suite = TestSuites.replicated();
    private final TestAccounts accounts = new TestAccounts(suite);
    private final TestAccounts.TestAccount account = accounts.withGroups("ADMIN_MLT");
    private final TokenForger forger = new TokenForger(suite, account.id());

    @Test
    void the_forger_makes_valid_tokens_too() {
        EntryPoints.of(suite).forEach((name, entryPoint) -> assertThat(entryPoint
                        .get(forger.signedWithOwnKey(forger.header(), forger.claims()))
                        .status())
                .as(name)
                .isEqualTo(200));
    }

    @Test
    void a1_no_forged_signature_is_accepted_and_no_address_in_a_token_is_requested() throws IOException {
        AtomicInteger requested = new AtomicInteger();
        try (ServerSocket listener = new ServerSocket(Ports.freePort(), 50, InetAddress.getLoopbackAddress())) {
            countConnections(listener, requested);
            String address = "http://127.0.0.1:" + listener.getLocalPort() + "/keys";
            Map<String, String> tokens = new LinkedHashMap<>();
            withoutSignature(tokens);
            withOtherAlgorithms(tokens);
            withForeignKeys(tokens, address);
            withStrangeKids(tokens);
            withStrangeHeaders(tokens);
            withStrangeText(tokens);
            assertThat(tokens.size()).isGreaterThanOrEqualTo(60);
            assertRejected(tokens);
        }
        assertThat(requested).hasValue(0);
    }

    @Test
    void a2_no_token_with_a_wrong_claim_is_accepted_even_with_our_signature() {
        long now = Instant.now().getEpochSecond();
        Map<String, String> tokens = new LinkedHashMap<>();
        for (String name : List.of("iss", "aud", "sub", "exp", "iat", "nbf", "jti", "ver", "groups")) {
            tokens.put("no " + name, forger.signedWithOwnKey(forger.header(), forger.claims(name, null)));
        }
        Map<String, List<Object>> wrong = new LinkedHashMap<>();
        wrong.put(
                "iss",
                List.of(
                        "https://api.opentrack.run/",
                        "https://quarkus.io/issuer",
                        List.of("https://api.opentrack.run"),
                        1));
        wrong.put("aud", List.of("other", List.of("other"), List.of("opentrack-api", "other"), List.of(), 1));
        wrong.put(
                "sub",
                List.of("mari@example.org", "", 1, UUID.randomUUID().toString().toUpperCase()));
        wrong.put("jti", List.of("1", 1, ""));
        wrong.put("exp", List.of("" + (now + 60), now + 60.5, -1, now - 11, now + 86_400 + 60, 0));
        wrong.put("iat", List.of("" + now, now + 0.5, now + 60, now - 86_400, -1));
        wrong.put("nbf", List.of("" + now, now + 60));
        wrong.put("ver", List.of("0", -1, 1L << 40, 0.5));
        wrong.put("groups", List.of("SUPERUSER", List.of(1), Map.of("a", "b")));
        wrong.forEach((name, values) -> values.forEach(value ->
                tokens.put(name + " " + value, forger.signedWithOwnKey(forger.header(), forger.claims(name, value)))));
        tokens.put("exp 1e400", forger.signedWithOwnKey(forger.header(), raw("exp", "1e400")));
        tokens.put("exp 1e10", forger.signedWithOwnKey(forger.header(), raw("exp", "1e10")));
        tokens.put("exp null", forger.signedWithOwnKey(forger.header(), raw("exp", "null")));
        tokens.put(
                "sub twice", forger.signedWithOwnKey(forger.header(), twice("sub", "\"" + UUID.randomUUID() + "\"")));
        assertRejected(tokens);
    }

    @Test
    void a3_tokens_of_another_type_are_rejected() {
        Map<String, Object> competition = TestCompetitions.small("MLT", "2027-03-05");
        account.api().post(TestCompetitions.PATH, competition).requireStatus(201);
        ApiClient.Response conflict = account.api().post(TestCompetitions.PATH, competition);
        String override = conflict.json().get("detail").get("override_token").asText();
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("override token", override);
        tokens.put("a link's token", TokenForger.encoded(new byte[32]));
        for (String type : List.of("JWT", "ovr+jwt", "jwt", "")) {
            tokens.put("type " + type, forger.signedWithOwnKey(forger.header("typ", type), forger.claims()));
        }
        tokens.put("no type", forger.signedWithOwnKey(forger.header("typ", null), forger.claims()));
        assertRejected(tokens);
        for (String token : List.of(account.token(), TokenForger.encoded(new byte[32]))) {
            ApiClient.Response response = account.api()
                    .post(TestCompetitions.PATH, TestCompetitions.with(competition, "override_token", token));
            response.requireStatus(422);
        }
    }

    @Test
    void a4_a_token_is_valid_for_a_day_and_refused_11_s_later() {
        JsonNode claims =
                Json.read(Base64.getUrlDecoder().decode(account.token().split("\\.")[1]));
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(86_400);
        long now = Instant.now().getEpochSecond();
        String valid = expiring(now + 5);
        assertThat(EntryPoints.of(suite).values())
                .allMatch(entryPoint -> entryPoint.get(valid).status() == 200);
        assertRejected(Map.of("expired", expiring(now - 11)));
    }

    private String expiring(long exp) {
        Map<String, Object> claims = forger.claims("exp", exp);
        claims.put("iat", exp - 86_400);
        claims.put("nbf", exp - 86_400);
        return forger.signedWithOwnKey(forger.header(), claims);
    }

    private void withoutSignature(Map<String, String> tokens) {
        for (String none : List.of("none", "None", "nOnE", "NONE", "", "null")) {
            String content = TokenForger.content(forger.header("alg", none), forger.claims());
            tokens.put("alg " + none + ", no signature", content + ".");
            tokens.put("alg " + none + ", a signature", content + "." + signatureOf(account.token()));
        }
        tokens.put("RS256, no signature", TokenForger.content(forger.header(), forger.claims()) + ".");
        tokens.put("no alg", forger.signedWithOwnKey(forger.header("alg", null), forger.claims()));
    }

    private void withOtherAlgorithms(Map<String, String> tokens) {
        byte[] der = forger.publicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----";
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        secrets.put("PEM", pem.getBytes(StandardCharsets.US_ASCII));
        secrets.put("PEM with a line's end", (pem + "\n").getBytes(StandardCharsets.US_ASCII));
        secrets.put("DER", der);
        secrets.put("modulus", ((RSAPublicKey) forger.publicKey()).getModulus().toByteArray());
        secrets.put("kid", forger.kid().getBytes(StandardCharsets.US_ASCII));
        secrets.forEach((name, secret) -> tokens.put(
                "HS256 with the public key as " + name,
                forger.hmac(forger.header("alg", "HS256"), forger.claims(), secret)));
        Map.of("RS384", "SHA384withRSA", "RS512", "SHA512withRSA", "PS256", "RSASSA-PSS")
                .forEach((name, algorithm) -> tokens.put(
                        name, forger.signed(forger.header("alg", name), forger.claims(), algorithm, forger.key())));
        tokens.put("rs256", forger.signedWithOwnKey(forger.header("alg", "rs256"), forger.claims()));
        tokens.put("RS384 signed as RS256", forger.signedWithOwnKey(forger.header("alg", "RS384"), forger.claims()));
        try {
            var elliptic = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
            tokens.put(
                    "ES256",
                    forger.signed(forger.header("alg", "ES256"), forger.claims(), "SHA256withECDSA", elliptic));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void withForeignKeys(Map<String, String> tokens, String address) {
        RSAPublicKey foreign = (RSAPublicKey) forger.foreignKey().getPublic();
        Map<String, Object> jwk = Map.of(
                "kty", "RSA",
                "kid", forger.kid(),
                "n", TokenForger.encoded(foreign.getModulus().toByteArray()),
                "e", TokenForger.encoded(foreign.getPublicExponent().toByteArray()));
        tokens.put("a foreign key", forger.foreignKey(forger.header(), forger.claims()));
        tokens.put("an embedded key", forger.foreignKey(forger.header("jwk", jwk), forger.claims()));
        tokens.put(
                "an embedded key and no kid",
                forger.foreignKey(TokenForger.with(forger.header("jwk", jwk), "kid", null), forger.claims()));
        for (String name : List.of("jku", "x5u")) {
            tokens.put(name, forger.foreignKey(forger.header(name, address), forger.claims()));
            tokens.put(
                    name + " and another kid",
                    forger.foreignKey(TokenForger.with(forger.header(name, address), "kid", "mine"), forger.claims()));
        }
        tokens.put("x5c", forger.foreignKey(forger.header("x5c", List.of("MIIB")), forger.claims()));
        tokens.put("a changed claim", swapped(1, TokenForger.encoded(Json.bytes(forger.claims()))));
        tokens.put("a changed header", swapped(0, TokenForger.encoded(Json.bytes(forger.header("x", "y")))));
        tokens.put(
                "a signature of another token",
                swapped(2, signatureOf(forger.signedWithOwnKey(forger.header(), forger.claims()))));
        tokens.put(
                "a cut signature", account.token().substring(0, account.token().length() - 10));
        tokens.put("a signature of zeros", swapped(2, TokenForger.encoded(new byte[256])));
    }

    private void withStrangeKids(Map<String, String> tokens) {
        for (Object kid : List.of(
                "../../dev/null",
                "/dev/null",
                "' OR '1'='1",
                "x' UNION SELECT 'AA' --",
                "",
                0,
                true,
                List.of(),
                "%00")) {
            tokens.put("kid " + kid, forger.signedWithOwnKey(forger.header("kid", kid), forger.claims()));
        }
        tokens.put("no kid", forger.signedWithOwnKey(forger.header("kid", null), forger.claims()));
        tokens.put(
                "an empty secret",
                forger.hmac(
                        TokenForger.with(forger.header("alg", "HS256"), "kid", "../../dev/null"),
                        forger.claims(),
                        new byte[1]));
    }

    private void withStrangeHeaders(Map<String, String> tokens) {
        tokens.put(
                "crit",
                forger.signedWithOwnKey(
                        TokenForger.with(forger.header("crit", List.of("x")), "x", 1), forger.claims()));
        tokens.put("crit of nothing", forger.signedWithOwnKey(forger.header("crit", List.of()), forger.claims()));
        tokens.put("crit no list", forger.signedWithOwnKey(forger.header("crit", "exp"), forger.claims()));
        tokens.put(
                "b64 false",
                forger.signedWithOwnKey(
                        TokenForger.with(forger.header("crit", List.of("b64")), "b64", false), forger.claims()));
        String twice = "{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"" + forger.kid() + "\",\"alg\":\"RS256\"}";
        tokens.put("alg twice", forger.signedWithOwnKey(twice, forger.claims()));
        tokens.put("a header that is a list", forger.signedWithOwnKey("[]", forger.claims()));
        tokens.put("a header that is no JSON", forger.signedWithOwnKey("alg", forger.claims()));
        tokens.put("claims that are a list", forger.signedWithOwnKey(forger.header(), "[]"));
        tokens.put("claims that are no JSON", forger.signedWithOwnKey(forger.header(), "sub"));
        String secret = TokenForger.encoded(new byte[16]);
        for (String algorithm : List.of("dir", "RSA-OAEP", "RSA1_5")) {
            String header = TokenForger.encoded(
                    Json.bytes(TokenForger.with(forger.header("alg", algorithm), "enc", "A128GCM")));
            tokens.put("encrypted, " + algorithm, header + ".." + secret + "." + secret + "." + secret);
        }
    }

    private void withStrangeText(Map<String, String> tokens) {
        String good = account.token();
        String[] parts = good.split("\\.");
        tokens.put("padded", good + "=");
        tokens.put("padded twice", good + "==");
        tokens.put("padded header", parts[0] + "=." + parts[1] + "." + parts[2]);
        tokens.put("a blank inside", parts[0] + ". " + parts[1] + "." + parts[2]);
        tokens.put("a tab inside", parts[0] + ".\t" + parts[1] + "." + parts[2]);
        tokens.put("a comma behind", good + ",x");
        tokens.put("two tokens", good + "," + good);
        tokens.put("two parts", parts[0] + "." + parts[1]);
        tokens.put("four parts", good + "." + parts[2]);
        tokens.put("a dot before", "." + good);
        tokens.put("standard base64", parts[0] + "." + parts[1] + ".+/+/" + parts[2].substring(4));
        tokens.put("one word", "token");
        tokens.put("5,000 characters", "a".repeat(5_000));
    }

    private String swapped(int part, String other) {
        String[] parts = account.token().split("\\.");
        parts[part] = other;
        return String.join(".", parts);
    }

    private static String signatureOf(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }

    private String raw(String name, String json) {
        String claims = new String(Json.bytes(forger.claims(name, "@@")), StandardCharsets.UTF_8);
        return claims.replace("\"@@\"", json);
    }

    private String twice(String name, String json) {
        String claims = new String(Json.bytes(forger.claims()), StandardCharsets.UTF_8);
        return "{\"" + name + "\":" + json + "," + claims.substring(1);
    }

    /** Requires 401 with a Bearer challenge for each token at every entry point. */
    private void assertRejected(Map<String, String> tokens) {
        List<String> accepted = new ArrayList<>();
        EntryPoints.of(suite)
                .forEach((where, entryPoint) -> tokens.forEach((what, token) -> {
                    ApiClient.Response response = entryPoint.get(token);
                    if (response.status() != 401 || !"Bearer".equals(response.header("WWW-Authenticate"))) {
                        accepted.add(what + " at " + where + ": " + response);
                    }
                }));
        assertThat(accepted).isEmpty();
    }

    private static void countConnections(ServerSocket listener, AtomicInteger requested) {
        Thread thread = new Thread(() -> {
            while (!listener.isClosed()) {
                try (Socket caller = listener.accept()) {
                    requested.incrementAndGet();
                } catch (IOException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
