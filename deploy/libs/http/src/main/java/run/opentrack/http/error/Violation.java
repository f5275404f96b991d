package run.opentrack.http.error;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * One thing that is wrong with a request.
 *
 * @param loc where: {@code body}, {@code query}, {@code path} or {@code header}, then the member, then an index
 * @param msg what was wrong and what would be right, for a person
 * @param type what kind of fault it is, for a program; stable
 */
@JsonPropertyOrder({"loc", "msg", "type"})
public record Violation(List<Object> loc, String msg, String type) {
    public static Violation of(String part, String member, String msg, String type) {
        return new Violation(List.of(part, member), msg, type);
    }

    /** A member of the body. */
    public static Violation ofMember(String member, String msg, String type) {
        return of("body", member, msg, type);
    }

    /** A parameter of the query. */
    public static Violation ofQuery(String parameter, String msg, String type) {
        return of("query", parameter, msg, type);
    }
}
