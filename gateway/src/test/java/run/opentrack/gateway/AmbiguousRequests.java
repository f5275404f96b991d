package run.opentrack.gateway;

import java.util.ArrayList;
import java.util.List;

/** Requests that two parsers could read differently. */
final class AmbiguousRequests {
    private AmbiguousRequests() {}

    /** Requests that must be rejected and close the connection. */
    static List<String> requests(String post, String get, String path, String hidden) {
        List<String> all = new ArrayList<>();
        String chunked = "0\r\n\r\n" + hidden;
        for (String both : List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
                "content-length: 5\r\ntransfer-encoding: CHUNKED\r\n")) {
            all.add(post + both + "\r\n" + chunked);
        }
        for (String coding : List.of(
                "xchunked",
                "chunked, identity",
                "identity, chunked",
                "identity",
                "gzip, chunked",
                "gzip",
                "chunked, chunked",
                "chunked;ext",
                "chunked;q=1",
                "\"chunked\"",
                "'chunked'",
                "chunk",
                "cow",
                "chunked,",
                ",chunked",
                "\u000bchunked",
                "chunked\u0000",
                "chun ked")) {
            all.add(post + "Transfer-Encoding: " + coding + "\r\n\r\n" + chunked);
        }
        for (String name : List.of(
                "Transfer-Encoding ",
                "Transfer-Encoding\t",
                " Transfer-Encoding",
                "Transfer\u0000-Encoding",
                "Transfer_Encoding\u000b",
                "Content-Length ",
                "Content-Length\t")) {
            all.add(post + name + ": 5\r\n\r\nhello" + hidden);
        }
        for (String twice : List.of(
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-encoding: cow\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Content-Length: 5\r\nContent-Length: 5\r\n",
                "Content-Length: 5\r\ncontent-length: 0\r\n")) {
            all.add(post + twice + "\r\nhello" + hidden);
        }
        for (String length : List.of(
                "+5",
                "-5",
                "0x5",
                "5,5",
                "5, 6",
                "5 5",
                "5.0",
                "5e0",
                "five",
                "\"5\"",
                "18446744073709551621",
                "5;",
                "\u00b2")) {
            all.add(post + "Content-Length: " + length + "\r\n\r\nhello" + hidden);
        }
        for (String hosts : List.of(
                "Host: b\r\n", "host: a\r\n", "Host: a,b\r\n", "Host: a b\r\n", "Host: a/b\r\n", "Host: a@b\r\n")) {
            all.add("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + hosts + "\r\n" + hidden);
        }
        for (String host :
                List.of("", "Host: a,b\r\n", "Host: a b\r\n", "Host: a/b\r\n", "Host: a@b\r\n", "Host:\r\n")) {
            all.add("GET " + path + " HTTP/1.1\r\n" + host + "\r\n" + hidden);
        }
        for (String line : List.of(
                "GET http://b" + path + " HTTP/1.1",
                "GET https://a" + path + " HTTP/1.1",
                "GET " + path + "#x HTTP/1.1",
                "GET api/v1/competitions HTTP/1.1",
                "GET * HTTP/1.1",
                "CONNECT a:80 HTTP/1.1",
                "TRACE " + path + " HTTP/1.1",
                "BREW " + path + " HTTP/1.1",
                "GET " + path + " HTTP/2.0",
                "GET " + path + " HTTP/1.2",
                "GET " + path + " HTTP/9",
                "GET " + path + " http/1.1",
                "GET " + path)) {
            all.add(line + "\r\nHost: a\r\n\r\n" + hidden);
        }
        all.add("POST " + path + " HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked);
        all.add(get + "Expect: 200-maybe\r\n\r\n" + hidden);
        all.add(get + "A\u0000: b\r\n\r\n" + hidden);
        all.add(get + "A: b\u0000c\r\n\r\n" + hidden);
        all.add(get + "A: b\rc\r\n\r\n" + hidden);
        all.add(get + ": b\r\n\r\n" + hidden);
        all.add(get + "A B: c\r\n\r\n" + hidden);
        all.add(get + "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n" + hidden);
        all.add(post + "Idempotency-Key: a\r\nidempotency-key: b\r\nContent-Length: 0\r\n\r\n" + hidden);
        all.add(post + "Expect: 100-continue\r\nExpect: other\r\nContent-Length: 0\r\n\r\n" + hidden);
        return all;
    }

    /** Malformed chunked bodies. */
    static List<String> bodies(String post, String hidden) {
        List<String> all = new ArrayList<>();
        for (String body : List.of(
                "-5\r\nhello\r\n0\r\n\r\n",
                "ffffffffffffffff\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "5\nhello\r\n0\r\n\r\n",
                "5;a=b\nhello\r\n0\r\n\r\n",
                "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n",
                "5\r\nhello!!0\r\n\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "x\r\nhello\r\n0\r\n\r\n",
                "\r\nhello\r\n0\r\n\r\n")) {
            all.add(post + "Transfer-Encoding: chunked\r\n\r\n" + body + hidden);
        }
        return all;
    }

    /** Unusual but unambiguous requests. */
    static List<String> unambiguous(String post, String get, String path) {
        String last = "Connection: close\r\n\r\n";
        return List.of(
                get + "Content-Length: 5\r\n" + last + "hello",
                get + "Content-Length: 0\r\n" + last,
                post + "Transfer-Encoding: chunked\r\n" + last + "5\r\nhello\r\n0\r\n\r\n",
                post + "Transfer-Encoding: CHUNKED\r\n" + last + "5;a=b\r\nhello\r\n0\r\nTrailer: x\r\n\r\n",
                post + "Content-Length: 5\r\nExpect: 100-continue\r\n" + last + "hello",
                "GET " + path + " HTTP/1.0\r\n\r\n",
                get + "Upgrade: websocket\r\n" + last);
    }
}
