package run.opentrack.auth.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.http.request.Rfc3339Parser;
import run.opentrack.http.request.UuidParser;
import run.opentrack.http.request.WholeNumberParser;

/**
 * Filter of the audit trail.
 *
 * @param limit 1 to {@value #MAX_LIMIT}, {@value #DEFAULT_LIMIT} when absent
 */
record AuditFilter(Optional<UUID> account, Optional<Instant> since, int limit) {
    static final int MAX_LIMIT = 1_000;
    static final int DEFAULT_LIMIT = 100;

    /** Parses query parameters, each null when absent; 422 with all violations at once. */
    static AuditFilter parse(String account, String since, String limit) {
        List<Violation> violations = new ArrayList<>();
        Optional<UUID> id =
                account == null ? Optional.empty() : UuidParser.parse(TextValidator.trimIdentifier(account));
        if (account != null && id.isEmpty()) {
            violations.add(Violation.ofQuery("account", "is not a valid UUID", "type_error.uuid"));
        }
        Optional<Instant> time = since == null ? Optional.empty() : Rfc3339Parser.parse(since);
        if (since != null && time.isEmpty()) {
            violations.add(Violation.ofQuery(
                    "since", "must be an RFC 3339 timestamp, e.g. 2027-01-31T12:00:00Z", "value_error.datetime"));
        }
        Optional<Integer> max =
                limit == null ? Optional.of(DEFAULT_LIMIT) : WholeNumberParser.parse(limit, 1, MAX_LIMIT);
        if (max.isEmpty()) {
            violations.add(WholeNumberParser.violation("limit", 1, MAX_LIMIT));
        }
        if (!violations.isEmpty()) {
            throw ApiException.invalid(violations);
        }
        return new AuditFilter(id, time, max.get());
    }
}
