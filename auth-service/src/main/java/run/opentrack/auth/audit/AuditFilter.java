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
        int max = limit == null ? DEFAULT_LIMIT : parseNumber(limit);
        if (max < 1 || max > MAX_LIMIT) {
            violations.add(Violation.ofQuery(
                    "limit", "must be a whole number from 1 to " + MAX_LIMIT, "value_error.number.range"));
        }
        if (!violations.isEmpty()) {
            throw ApiException.invalid(violations);
        }
        return new AuditFilter(id, time, max);
    }

    private static int parseNumber(String text) {
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    }
}
