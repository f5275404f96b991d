package run.opentrack.http.error;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
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
