package run.opentrack.gateway.memory;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;

/** What is known of one request's answer, and what becomes known of it. */
public final class Recollection {
    private final AnswerMemory memory;
    private final AnswerMemory.Question question;
    private final KeptAnswer kept;
    private MultiMap headers;
    private byte[] body;
    private int filled;

    Recollection(AnswerMemory memory, AnswerMemory.Question question, KeptAnswer kept) {
        this.memory = memory;
        this.question = question;
        this.kept = kept;
    }

    /** Asks the upstream whether what is kept still holds. */
    public void ask(MultiMap request) {
        if (kept != null) {
            request.set(HttpHeaders.IF_NONE_MATCH, kept.etag());
        }
    }

    /** What may be sent since the upstream said so; or null. */
    public KeptAnswer confirmedBy(HttpClientResponse upstream) {
        return upstream.statusCode() == 304 ? kept : null;
    }

    /** Whether the answer should be kept; if so {@link #begin} is called, and {@link #end} whatever becomes of it. */
    public boolean wants(HttpClientResponse upstream) {
        String length = upstream.getHeader(HttpHeaders.CONTENT_LENGTH);
        return upstream.statusCode() == 200
                && length != null
                && upstream.headers().contains(HttpHeaders.ETAG)
                && memory.notes(question, Long.parseLong(length));
    }

    /** @param passing the headers that go back to clients */
    public void begin(MultiMap passing) {
        headers = passing;
        body = new byte[Integer.parseInt(passing.get(HttpHeaders.CONTENT_LENGTH))];
    }

    public void take(Buffer piece) {
        if (body != null) {
            piece.getBytes(body, filled);
            filled += piece.length();
        }
    }

    /** Nothing more of the answer comes, be it whole or not. */
    public void end() {
        if (body == null) {
            return;
        }
        if (filled == body.length) {
            memory.keep(question, new KeptAnswer(headers, body));
        }
        memory.filled(body.length);
        body = null;
    }
}
