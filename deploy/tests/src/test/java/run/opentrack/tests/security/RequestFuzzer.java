package run.opentrack.tests.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import run.opentrack.tests.support.RawHttpClient;

/** Generator of malformed requests, deterministic for a seed. */
final class RequestFuzzer {
    private static final String CALENDAR = "/api/v1/competitions/";
    private static final List<String> MEMBERS = List.of(
            ("full_name short_name slug name_local country_id address city venue_id latitude longitude altitude date"
                            + " finish_date wa_rankings_category_id age_groups national_id basic_description"
                            + " contact_details organiser_id website entry_link results_link override_token id year events")
                    .split(" "));
    private static final List<String> PARAMETERS = List.of(
            ("country from_date to_date year national_id slug venue_id organiser_id wa_rankings_category_id age_group q"
                            + " updated_since limit after email account since unknown")
                    .split(" "));
    private static final List<String> PATHS = List.of(
            "/api/v1/ping/",
            CALENDAR,
            CALENDAR + "test",
            CALENDAR + "%s",
            CALENDAR + "%s/history",
            "/api/v1/auth/token",
            "/api/v1/auth/signup",
            "/api/v1/auth/me/password",
            "/api/v1/auth/jwks",
            "/api/v1/auth/accounts",
            "/api/v1/auth/accounts/%s",
            "/api/v1/auth/accounts/%s/groups/%s",
            "/api/v1/auth/audit",
            "/api/v1/exports/",
            "/api/v1/exports/%s",
            "/openapi.json",
            "/docs/",
            "/%s");
    private static final List<String> METHODS = List.of(
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "FOO", "get", "G-T", "M1");
    private static final List<String> HEADERS = List.of(
            "Authorization",
            "Content-Type",
            "Accept",
            "Accept-Encoding",
            "If-Match",
            "If-None-Match",
            "If-Modified-Since",
            "Idempotency-Key",
            "X-Request-Id",
            "X-Forwarded-For",
            "Forwarded",
            "Cookie",
            "Range",
            "Expect",
            "Origin",
            "Content-Encoding",
            "X-HTTP-Method-Override",
            "Accept-Language",
            "Via");

    private final Random random;
    private final String token;
    private final String country;
    private final String ownId;

    /** @param ownId a competition that only this generator changes */
    RequestFuzzer(long seed, String token, String country, String ownId) {
        this.random = new Random(seed);
        this.token = token;
        this.country = country;
        this.ownId = ownId;
    }

    FuzzRequest next() {
        int dice = random.nextInt(100);
        if (dice < 45) {
            return competition();
        }
        if (dice < 55) {
            return account();
        }
        if (dice < 72) {
            return query();
        }
        if (dice < 84) {
            return path();
        }
        return dice < 95 ? header() : raw();
    }

    private FuzzRequest competition() {
        byte[] body = random.nextInt(4) > 0 ? members() : mutated(members());
        return switch (random.nextInt(4)) {
            case 0 -> request("test", "POST", CALENDAR + "test", List.of(), body, null);
            case 1 ->
                request("change", random.nextBoolean() ? "POST" : "PATCH", CALENDAR + ownId, List.of(), body, body);
            default -> request("create", "POST", CALENDAR, List.of(), body, body);
        };
    }

    private byte[] members() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("full_name", quoted(name()));
        members.put("country_id", quoted(country));
        members.put(
                "date",
                quoted("20" + (30 + random.nextInt(60)) + "-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(10)));
        for (int i = random.nextInt(5); i > 0; i--) {
            String member = oneOf(MEMBERS);
            members.put(member, random.nextInt(3) > 0 ? validValue(member) : value(3));
        }
        if (random.nextInt(20) == 0) {
            members.put(text(), value(3));
        }
        String json = members.entrySet().stream()
                .map(member ->
                        (MEMBERS.contains(member.getKey()) ? '"' + member.getKey() + '"' : quoted(member.getKey()))
                                + (random.nextBoolean() ? ":" : " :\n ")
                                + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
        return bytes(json);
    }

    /** Value of the right type with unusual content. */
    private String validValue(String member) {
        return switch (member) {
            case "full_name" -> quoted(" " + name() + " " + text());
            case "country_id" -> quoted(country);
            case "date", "finish_date" -> quoted("2090-1-" + (1 + random.nextInt(40)));
            case "latitude", "longitude", "altitude" ->
                random.nextBoolean() ? "" + random.nextGaussian() * 60 : quoted(" " + random.nextInt(100) + ".50 ");
            case "wa_rankings_category_id", "year" -> "" + random.nextInt(40);
            case "venue_id", "organiser_id", "id" ->
                quoted(new UUID(random.nextLong(), random.nextLong())
                        .toString()
                        .replace("-", random.nextBoolean() ? "-" : ""));
            case "website", "entry_link", "results_link" -> quoted("https://example.org/" + encoded(text()));
            case "age_groups" -> "[\"U14\", " + quoted(text()) + "]";
            case "events" ->
                "[{\"event_code\" : \"100\", \"n\":[1, 2.50, {\"a\":null}], " + quoted(text()) + ":" + value(2) + "}]";
            case "slug" -> quoted("s-" + random.nextInt());
            case "override_token" -> "null";
            default -> quoted(text());
        };
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0, 1, 2 -> quoted(text());
            case 3 ->
                oneOf(List.of("null", "true", "false", "0", "-0", "1e5", "-1.5", "1e999", "1e-999", "9".repeat(99)));
            case 4 -> "" + random.nextLong();
            case 5 -> "" + (random.nextDouble() - 0.5) * 400;
            case 6 -> list(depth, "[", "]", false);
            default -> list(depth, "{", "}", true);
        };
    }

    private String list(int depth, String open, String close, boolean named) {
        List<String> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            items.add((named ? quoted(random.nextBoolean() ? "a" : text()) + ":" : "") + value(depth - 1));
        }
        return open + String.join(",", items) + close;
    }

    private FuzzRequest account() {
        return switch (random.nextInt(6)) {
            case 0 ->
                request(
                        "signup",
                        "POST",
                        "/api/v1/auth/signup",
                        List.of(),
                        mutated(bytes("{\"email\":" + quoted(text()) + ",\"password\":" + value(1) + ",\"full_name\":"
                                + value(1) + "}")),
                        null);
            case 1 ->
                request(
                        "password",
                        "POST",
                        "/api/v1/auth/me/password",
                        List.of(),
                        mutated(bytes("{\"current_password\":" + value(1) + ",\"new_password\":\"short\"}")),
                        null);
            case 2 ->
                request(
                        "form",
                        "POST",
                        "/api/v1/auth/token",
                        List.of(form()),
                        mutated(bytes("username=" + encoded(text()) + "&grant_type=password&password="
                                + (random.nextInt(8) > 0 ? "" : "x"))),
                        null);
            case 3 ->
                request(
                        "export",
                        "POST",
                        "/api/v1/exports/",
                        List.of(),
                        bytes("{\"accept_shrink\":" + value(1) + "x}"),
                        null);
            case 4 ->
                request(
                        "disable",
                        "PATCH",
                        "/api/v1/auth/accounts/" + ownId,
                        List.of(),
                        bytes("{\"enabled\":" + value(1) + "}"),
                        null);
            default ->
                request("test of anything", "POST", CALENDAR + "test", List.of(), mutated(bytes(value(4))), null);
        };
    }

    private String form() {
        return oneOf(List.of(
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: multipart/form-data",
                "Content-Type: " + headerValue()));
    }

    private FuzzRequest query() {
        StringBuilder target = new StringBuilder(
                oneOf(List.of(CALENDAR, CALENDAR, CALENDAR, "/api/v1/auth/accounts", "/api/v1/auth/audit")));
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            String value = random.nextInt(4) > 0 ? encoded(text()) : rawEscapes();
            target.append(i == 0 ? '?' : '&')
                    .append(oneOf(PARAMETERS))
                    .append('=')
                    .append(value);
        }
        if (random.nextInt(3) > 0) {
            target.append("&limit=5");
        }
        return request("query", "GET", target.toString(), List.of(), null, null);
    }

    private String rawEscapes() {
        StringBuilder escapes = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            escapes.append('%').append(String.format("%02x", random.nextInt(256)));
        }
        return escapes + (random.nextInt(5) == 0 ? "%z" : "");
    }

    private FuzzRequest path() {
        String path = oneOf(PATHS);
        while (path.contains("%s")) {
            String segment = random.nextInt(4) > 0 ? encoded(text()) : rawEscapes();
            path = path.replaceFirst(
                    "%s", java.util.regex.Matcher.quoteReplacement(random.nextInt(3) > 0 ? segment : ownId));
        }
        if (random.nextInt(6) == 0) {
            path += oneOf(List.of("/", "//", "/.", "/..", ";x=1", "/%2e%2e/q/metrics", "%2fq", "?", "#x", "/%00"));
        }
        String method = random.nextInt(3) > 0 ? "GET" : oneOf(METHODS);
        // Requests that would delete or disable the account are not sent.
        boolean harmful = method.equals("DELETE") && path.startsWith("/api/v1/auth/me");
        return request(
                "path", harmful ? "GET" : method, path, List.of(), random.nextInt(4) > 0 ? null : bytes("{}"), null);
    }

    private FuzzRequest header() {
        List<String> headers = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            headers.add(oneOf(HEADERS) + ": " + headerValue());
        }
        return random.nextBoolean()
                ? request("header", "GET", CALENDAR + "?limit=2", headers, null, null)
                : request("header", "POST", CALENDAR + "test", headers, members(), null);
    }

    private String headerValue() {
        String value = random.nextInt(4) > 0 ? text() : "\"" + random.nextInt() + "\", W/\"x\", *";
        String line = new String(bytes(value), ISO_8859_1).replaceAll("[\\x00-\\x08\\x0a-\\x1f\\x7f]", " ");
        return line.substring(0, Math.min(line.length(), 2_000));
    }

    /** A valid request with some bytes changed. */
    private FuzzRequest raw() {
        FuzzRequest whole =
                switch (random.nextInt(3)) {
                    case 0 -> query();
                    case 1 -> header();
                    default -> request("test", "POST", CALENDAR + "test", List.of(), members(), null);
                };
        return new FuzzRequest("raw", "RAW", whole.target(), mutated(whole.bytes()), null, false);
    }

    private byte[] mutated(byte[] bytes) {
        ByteArrayOutputStream mutant = new ByteArrayOutputStream();
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(8));
        mutant.write(bytes, 0, from);
        switch (random.nextInt(5)) {
            case 0 -> mutant.writeBytes(bytes(text()));
            case 1 -> mutant.write(random.nextInt(256));
            case 2 -> mutant.writeBytes("[".repeat(random.nextInt(2_000)).getBytes(UTF_8));
            case 3 -> {
                mutant.write(bytes, from, to - from);
                mutant.write(bytes, from, to - from);
            }
            default -> {
                if (random.nextInt(3) == 0) {
                    return mutant.toByteArray();
                }
            }
        }
        mutant.write(bytes, to, bytes.length - to);
        return mutant.toByteArray();
    }

    private FuzzRequest request(
            String kind, String method, String target, List<String> headers, byte[] body, byte[] competition) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1");
        if (headers.stream().noneMatch(header -> header.startsWith("Authorization"))) {
            head.append("\r\nAuthorization: Bearer ").append(token);
        }
        headers.forEach(header -> head.append("\r\n").append(header));
        byte[] content = body == null ? new byte[0] : body;
        if (body != null && random.nextInt(8) == 0) {
            head.append("\r\nTransfer-Encoding: chunked");
            content = chunked(body);
        } else if (body != null) {
            head.append("\r\nContent-Length: ").append(body.length);
        }
        return new FuzzRequest(
                kind, method, target, RawHttpClient.request(head.toString(), content), competition, true);
    }

    private byte[] chunked(byte[] body) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; ) {
            int length = Math.min(body.length - at, 1 + random.nextInt(Math.max(1, body.length)));
            chunks.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1));
            chunks.write(body, at, length);
            chunks.writeBytes("\r\n".getBytes(ISO_8859_1));
            at += length;
        }
        chunks.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
        return chunks.toByteArray();
    }

    private String name() {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            name.append(i % 8 == 7 ? ' ' : (char) ('a' + random.nextInt(26)));
        }
        return name.toString().strip();
    }

    private String text() {
        String text = oneOf(HostileStrings.ALL);
        return text.length() > 2_500 && random.nextInt(10) > 0 ? text.substring(0, 250) : text;
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Percent-encoded text, shortened to fit a request line. */
    private static String encoded(String text) {
        return URLEncoder.encode(text.length() > 200 ? text.substring(0, 200) : text, UTF_8);
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
