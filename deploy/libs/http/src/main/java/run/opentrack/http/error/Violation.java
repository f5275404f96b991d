package run.opentrack.http.error;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Violation of one rule by a request, in the shape of FastAPI's validation errors.
 *
 * @param loc {@code body}, {@code query}, {@code path} or {@code header}, then the member, then an index
 * @param msg required form, for a person
 * @param type stable identifier of the rule, for a program
 */
@JsonPropertyOrder({"loc", "msg", "type"})
public record Violation(List<Object> loc, String msg, String type) {
    private static final int MAX_NAME = 100;
    private static final int MAX_MESSAGE = 300;

    /** Shortens texts of the client, so that {@link ApiException#MAX_VIOLATIONS} of them fit in 64 KiB of JSON. */
    public Violation {
        loc = loc.stream()
                .<Object>map(part -> part instanceof String name ? shorten(name, MAX_NAME) : part)
                .toList();
        msg = shorten(msg, MAX_MESSAGE);
    }

    /** Returns at most a number of characters, without unpaired surrogates, which cannot be encoded. */
    public static String shorten(String text, int maxLength) {
        String shortened = text.length() <= maxLength ? text : text.substring(0, maxLength - 1) + '…';
        return StandardCharsets.UTF_8
                .decode(StandardCharsets.UTF_8.encode(shortened))
                .toString();
    }

    public static Violation of(String part, String member, String msg, String type) {
        return new Violation(List.of(part, member), msg, type);
    }

    public static Violation ofMember(String member, String msg, String type) {
        return of("body", member, msg, type);
    }

    public static Violation ofQuery(String parameter, String msg, String type) {
        return of("query", parameter, msg, type);
    }
}
