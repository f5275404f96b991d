package run.opentrack.competition.review;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import run.opentrack.http.body.Countries;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.http.request.Rfc3339Parser;
import run.opentrack.http.request.UuidParser;
import run.opentrack.http.request.WholeNumberParser;

/**
 * Filter of the queue.
 *
 * @param limit 1 to {@value #MAX_LIMIT}, {@value #DEFAULT_LIMIT} when absent
 * @param after end of the page before
 */
record DuplicateFilter(String country, String state, int limit, Cursor after) {
    static final int MAX_LIMIT = 1_000;
    static final int DEFAULT_LIMIT = 100;
    private static final Cursor START = new Cursor(Instant.parse("9999-12-31T00:00:00Z"), new UUID(-1, -1));

    /** Keyset cursor: time and id of a page's last pair, newest first. */
    record Cursor(Instant since, UUID id) {
        String encode() {
            return since + "_" + id;
        }

        static Optional<Cursor> decode(String text) {
            String[] parts = text.split("_", 2);
            Optional<UUID> id = parts.length == 2 ? UuidParser.parse(parts[1]) : Optional.empty();
            return id.flatMap(found -> Rfc3339Parser.parse(parts[0]).map(since -> new Cursor(since, found)));
        }
    }

    /** Parses query parameters, each null when absent; 422 with all violations at once. */
    static DuplicateFilter parse(String country, String state, String limit, String after) {
        List<Violation> violations = new ArrayList<>();
        String code = country == null ? "" : TextValidator.trimIdentifier(country);
        if (country == null) {
            violations.add(Violation.ofQuery("country", "field required", "value_error.missing"));
        } else if (!Countries.isIso(code)) {
            violations.add(Violation.ofQuery("country", Countries.violationMessage(code), "value_error.country"));
        }
        if (state != null && !DuplicatePair.STATES.contains(state)) {
            String message = "must be one of " + String.join(", ", DuplicatePair.STATES);
            violations.add(Violation.ofQuery("state", message, "value_error.const"));
        }
        Optional<Integer> max =
                limit == null ? Optional.of(DEFAULT_LIMIT) : WholeNumberParser.parse(limit, 1, MAX_LIMIT);
        if (max.isEmpty()) {
            violations.add(WholeNumberParser.violation("limit", 1, MAX_LIMIT));
        }
        Optional<Cursor> cursor = after == null ? Optional.of(START) : Cursor.decode(after);
        if (cursor.isEmpty()) {
            violations.add(Violation.ofQuery("after", "is not a valid cursor", "value_error.cursor"));
        }
        if (!violations.isEmpty()) {
            throw ApiException.invalid(violations);
        }
        return new DuplicateFilter(code, state == null ? DuplicatePair.OPEN : state, max.get(), cursor.get());
    }
}
