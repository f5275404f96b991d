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
    private final TestAccounts people = new TestAccounts(suite);
    private final TestAccounts.TestAccount person = people.withGroups("ADMIN_MLT");
    private final TokenForger forge = new TokenForger(suite, person.id());

    @Test
    void the_forger_makes_valid_tokens_too() {
        EntryPoints.of(suite).forEach((name, entryPoint) -> assertThat(entryPoint
                        .get(forge.signedWithOwnKey(forge.header(), forge.claims()))
                        .status())
                .as(name)
                .isEqualTo(200));
    }

    @Test
    void a1_no_forged_signature_is_accepted_and_no_address_in_a_token_is_requested() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (ServerSocket listener = new ServerSocket(Ports.freePort(), 50, InetAddress.getLoopbackAddress())) {
            countConnections(listener, asked);
            String address = "http://127.0.0.1:" + listener.getLocalPort() + "/keys";
            Map<String, String> tokens = new LinkedHashMap<>();
            withoutSignature(tokens);
            withOtherAlgorithms(tokens);
            withForeignKeys(tokens, address);
            withStrangeKids(tokens);
            withStrangeHeaders(tokens);
            withStrangeText(tokens);
            assertThat(tokens.size()).isGreaterThanOrEqualTo(60);
            assertRefused(tokens);
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void a2_no_token_with_a_wrong_claim_is_accepted_even_with_our_signature() {
        long now = Instant.now().getEpochSecond();
        Map<String, String> tokens = new LinkedHashMap<>();
        for (String name : List.of("iss", "aud", "sub", "exp", "iat", "nbf", "jti", "ver", "groups")) {
            tokens.put("no " + name, forge.signedWithOwnKey(forge.header(), forge.claims(name, null)));
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
                tokens.put(name + " " + value, forge.signedWithOwnKey(forge.header(), forge.claims(name, value)))));
        tokens.put("exp 1e400", forge.signedWithOwnKey(forge.header(), raw("exp", "1e400")));
        tokens.put("exp 1e10", forge.signedWithOwnKey(forge.header(), raw("exp", "1e10")));
        tokens.put("exp null", forge.signedWithOwnKey(forge.header(), raw("exp", "null")));
        tokens.put("sub twice", forge.signedWithOwnKey(forge.header(), twice("sub", "\"" + UUID.randomUUID() + "\"")));
        assertRefused(tokens);
    }

    @Test
    void a3_tokens_of_another_type_are_rejected() {
        Map<String, Object> competition = TestCompetitions.small("MLT", "2027-03-05");
        person.api().post(TestCompetitions.PATH, competition).requireStatus(201);
        ApiClient.Response conflict = person.api().post(TestCompetitions.PATH, competition);
        String override = conflict.json().get("detail").get("override_token").asText();
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("override token", override);
        tokens.put("a link's token", TokenForger.encoded(new byte[32]));
        for (String type : List.of("JWT", "ovr+jwt", "jwt", "")) {
            tokens.put("type " + type, forge.signedWithOwnKey(forge.header("typ", type), forge.claims()));
        }
        tokens.put("no type", forge.signedWithOwnKey(forge.header("typ", null), forge.claims()));
        assertRefused(tokens);
        for (String token : List.of(person.token(), TokenForger.encoded(new byte[32]))) {
            ApiClient.Response answer = person.api()
                    .post(TestCompetitions.PATH, TestCompetitions.with(competition, "override_token", token));
            answer.requireStatus(422);
        }
    }

    @Test
    void a4_a_token_is_valid_for_a_day_and_refused_11_s_later() {
        JsonNode claims = Json.read(Base64.getUrlDecoder().decode(person.token().split("\\.")[1]));
        assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(86_400);
        long now = Instant.now().getEpochSecond();
        String valid = expiring(now + 5);
        assertThat(EntryPoints.of(suite).values())
                .allMatch(entryPoint -> entryPoint.get(valid).status() == 200);
        assertRefused(Map.of("expired", expiring(now - 11)));
    }

    private String expiring(long exp) {
        Map<String, Object> claims = forge.claims("exp", exp);
        claims.put("iat", exp - 86_400);
        claims.put("nbf", exp - 86_400);
        return forge.signedWithOwnKey(forge.header(), claims);
    }

    private void withoutSignature(Map<String, String> tokens) {
        for (String none : List.of("none", "None", "nOnE", "NONE", "", "null")) {
            String content = TokenForger.content(forge.header("alg", none), forge.claims());
            tokens.put("alg " + none + ", no signature", content + ".");
            tokens.put("alg " + none + ", a signature", content + "." + signatureOf(person.token()));
        }
        tokens.put("RS256, no signature", TokenForger.content(forge.header(), forge.claims()) + ".");
        tokens.put("no alg", forge.signedWithOwnKey(forge.header("alg", null), forge.claims()));
    }

    private void withOtherAlgorithms(Map<String, String> tokens) {
        byte[] der = forge.publicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----";
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        secrets.put("PEM", pem.getBytes(StandardCharsets.US_ASCII));
        secrets.put("PEM with a line's end", (pem + "\n").getBytes(StandardCharsets.US_ASCII));
        secrets.put("DER", der);
        secrets.put("modulus", ((RSAPublicKey) forge.publicKey()).getModulus().toByteArray());
        secrets.put("kid", forge.kid().getBytes(StandardCharsets.US_ASCII));
        secrets.forEach((name, secret) -> tokens.put(
                "HS256 with the public key as " + name,
                forge.hmac(forge.header("alg", "HS256"), forge.claims(), secret)));
        Map.of("RS384", "SHA384withRSA", "RS512", "SHA512withRSA", "PS256", "RSASSA-PSS")
                .forEach((name, algorithm) -> tokens.put(
                        name, forge.signed(forge.header("alg", name), forge.claims(), algorithm, forge.key())));
        tokens.put("rs256", forge.signedWithOwnKey(forge.header("alg", "rs256"), forge.claims()));
        tokens.put("RS384 signed as RS256", forge.signedWithOwnKey(forge.header("alg", "RS384"), forge.claims()));
        try {
            var elliptic = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate();
            tokens.put(
                    "ES256", forge.signed(forge.header("alg", "ES256"), forge.claims(), "SHA256withECDSA", elliptic));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void withForeignKeys(Map<String, String> tokens, String address) {
        RSAPublicKey foreign = (RSAPublicKey) forge.foreignKey().getPublic();
        Map<String, Object> jwk = Map.of(
                "kty", "RSA",
                "kid", forge.kid(),
                "n", TokenForger.encoded(foreign.getModulus().toByteArray()),
                "e", TokenForger.encoded(foreign.getPublicExponent().toByteArray()));
        tokens.put("a foreign key", forge.foreignKey(forge.header(), forge.claims()));
        tokens.put("an embedded key", forge.foreignKey(forge.header("jwk", jwk), forge.claims()));
        tokens.put(
                "an embedded key and no kid",
                forge.foreignKey(TokenForger.with(forge.header("jwk", jwk), "kid", null), forge.claims()));
        for (String name : List.of("jku", "x5u")) {
            tokens.put(name, forge.foreignKey(forge.header(name, address), forge.claims()));
            tokens.put(
                    name + " and another kid",
                    forge.foreignKey(TokenForger.with(forge.header(name, address), "kid", "mine"), forge.claims()));
        }
        tokens.put("x5c", forge.foreignKey(forge.header("x5c", List.of("MIIB")), forge.claims()));
        tokens.put("a changed claim", swapped(1, TokenForger.encoded(Json.bytes(forge.claims()))));
        tokens.put("a changed header", swapped(0, TokenForger.encoded(Json.bytes(forge.header("x", "y")))));
        tokens.put(
                "a signature of another token",
                swapped(2, signatureOf(forge.signedWithOwnKey(forge.header(), forge.claims()))));
        tokens.put("a cut signature", person.token().substring(0, person.token().length() - 10));
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
            tokens.put("kid " + kid, forge.signedWithOwnKey(forge.header("kid", kid), forge.claims()));
        }
        tokens.put("no kid", forge.signedWithOwnKey(forge.header("kid", null), forge.claims()));
        tokens.put(
                "an empty secret",
                forge.hmac(
                        TokenForger.with(forge.header("alg", "HS256"), "kid", "../../dev/null"),
                        forge.claims(),
                        new byte[1]));
    }

    private void withStrangeHeaders(Map<String, String> tokens) {
        tokens.put(
                "crit",
                forge.signedWithOwnKey(TokenForger.with(forge.header("crit", List.of("x")), "x", 1), forge.claims()));
        tokens.put("crit of nothing", forge.signedWithOwnKey(forge.header("crit", List.of()), forge.claims()));
        tokens.put("crit no list", forge.signedWithOwnKey(forge.header("crit", "exp"), forge.claims()));
        tokens.put(
                "b64 false",
                forge.signedWithOwnKey(
                        TokenForger.with(forge.header("crit", List.of("b64")), "b64", false), forge.claims()));
        String twice = "{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\"" + forge.kid() + "\",\"alg\":\"RS256\"}";
        tokens.put("alg twice", forge.signedWithOwnKey(twice, forge.claims()));
        tokens.put("a header that is a list", forge.signedWithOwnKey("[]", forge.claims()));
        tokens.put("a header that is no JSON", forge.signedWithOwnKey("alg", forge.claims()));
        tokens.put("claims that are a list", forge.signedWithOwnKey(forge.header(), "[]"));
        tokens.put("claims that are no JSON", forge.signedWithOwnKey(forge.header(), "sub"));
        String secret = TokenForger.encoded(new byte[16]);
        for (String algorithm : List.of("dir", "RSA-OAEP", "RSA1_5")) {
            String header =
                    TokenForger.encoded(Json.bytes(TokenForger.with(forge.header("alg", algorithm), "enc", "A128GCM")));
            tokens.put("encrypted, " + algorithm, header + ".." + secret + "." + secret + "." + secret);
        }
    }

    private void withStrangeText(Map<String, String> tokens) {
        String good = person.token();
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
        String[] parts = person.token().split("\\.");
        parts[part] = other;
        return String.join(".", parts);
    }

    private static String signatureOf(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }

    private String raw(String name, String json) {
        String claims = new String(Json.bytes(forge.claims(name, "@@")), StandardCharsets.UTF_8);
        return claims.replace("\"@@\"", json);
    }

    private String twice(String name, String json) {
        String claims = new String(Json.bytes(forge.claims()), StandardCharsets.UTF_8);
        return "{\"" + name + "\":" + json + "," + claims.substring(1);
    }

    /** Requires 401 with a Bearer challenge for each token at every entry point. */
    private void assertRefused(Map<String, String> tokens) {
        List<String> accepted = new ArrayList<>();
        EntryPoints.of(suite)
                .forEach((where, entryPoint) -> tokens.forEach((what, token) -> {
                    ApiClient.Response answer = entryPoint.get(token);
                    if (answer.status() != 401 || !"Bearer".equals(answer.header("WWW-Authenticate"))) {
                        accepted.add(what + " at " + where + ": " + answer);
                    }
                }));
        assertThat(accepted).isEmpty();
    }

    private static void countConnections(ServerSocket listener, AtomicInteger asked) {
        Thread thread = new Thread(() -> {
            while (!listener.isClosed()) {
                try (Socket caller = listener.accept()) {
                    asked.incrementAndGet();
                } catch (IOException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
