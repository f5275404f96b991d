package run.opentrack.gateway.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import run.opentrack.gateway.route.Route;

/**
 * Long answers that are asked for again and again. Nothing is sent from here before the upstream has said, for this very
 * request and its token, that it still holds (304): who may not have it, or comes too late, gets what the upstream says.
 * A revalidating cache (RFC 9111, 4.3): a long list then costs its upstream no more than a look at its version.
 */
@ApplicationScoped
public class AnswerMemory {
    /** Few: were all of thousands of different ones kept in turn, each would be copied and none found again. */
    private static final int REMEMBERED_QUESTIONS = 1_000;

    private static final int OVERHEAD = 1_024;

    private final MemoryConfig config;
    private final Cache<Question, KeptAnswer> kept;
    /** What was asked once may never be asked again; its second answer is worth keeping. */
    private final Cache<Question, Boolean> asked =
            Caffeine.newBuilder().maximumSize(REMEMBERED_QUESTIONS).build();

    /** Bytes of answers that are on their way into here: each of many clients who ask at once may bring a copy. */
    private final AtomicLong filling = new AtomicLong();

    AnswerMemory(MemoryConfig config) {
        this.config = config;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(config.size().asLongValue())
                .weigher((Question question, KeptAnswer answer) -> answer.body().length + OVERHEAD)
                .build();
    }

    /** What two requests have in common that get the same answer. */
    record Question(String target, String encodings) {}

    /** What is known of the request's answer; null for requests of which nothing is kept. */
    public Recollection of(Route route, HttpServerRequest request) {
        if (!route.remembers() || request.method() != HttpMethod.GET || isConditional(request.headers())) {
            return null;
        }
        Question question = new Question(request.uri(), request.getHeader(HttpHeaders.ACCEPT_ENCODING));
        return new Recollection(this, question, kept.getIfPresent(question));
    }

    private static boolean isConditional(MultiMap headers) {
        return headers.contains(HttpHeaders.IF_NONE_MATCH)
                || headers.contains(HttpHeaders.IF_MODIFIED_SINCE)
                || headers.contains("range");
    }

    /**
     * Notes that a long answer was asked for; whether it was so before, and should be kept now. There is room for as many
     * bytes on their way as are kept at most, until {@link #filled} gives it back.
     */
    boolean notes(Question question, long length) {
        return length >= config.shortest().asLongValue()
                && length <= config.longest().asLongValue()
                && asked.asMap().put(question, true) != null
                && hasRoomFor(length);
    }

    private boolean hasRoomFor(long length) {
        boolean fits = filling.addAndGet(length) <= config.size().asLongValue();
        if (!fits) {
            filled(length);
        }
        return fits;
    }

    void filled(long length) {
        filling.addAndGet(-length);
    }

    void keep(Question question, KeptAnswer answer) {
        kept.put(question, answer);
    }
}
