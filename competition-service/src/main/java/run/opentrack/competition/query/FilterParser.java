package run.opentrack.competition.query;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import run.opentrack.competition.model.AgeGroups;
import run.opentrack.competition.model.LenientDateParser;
import run.opentrack.competition.model.RankingCategory;
import run.opentrack.competition.name.SearchTerms;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.country.Countries;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.http.request.Rfc3339Parser;
import run.opentrack.http.request.UuidParser;

/** Reads the query of a list, and tells everything that is wrong with it at once. Parameters that it does not know it ignores. */
final class FilterParser {
    static final String AFTER = "after";
    private static final int MAX_LIMIT = 1_000;
    private static final int MAX_LENGTH = 500;
    /** A name of 200 letters with the day and the id before it, in Base64. */
    private static final int MAX_CURSOR_LENGTH = 1_200;

    private final Map<String, List<String>> query;
    private final List<Violation> violations = new ArrayList<>();

    private FilterParser(Map<String, List<String>> query) {
        this.query = query;
    }

    /** @param query decoded; of a parameter given twice the last counts, but for {@code country} */
    static CompetitionFilter parse(Map<String, List<String>> query) {
        return new FilterParser(query).filter();
    }

    private CompetitionFilter filter() {
        LocalDate from = date("from_date");
        LocalDate to = date("to_date");
        if (from != null && to != null && from.isAfter(to)) {
            reject("to_date", "must not be before from_date", "value_error.date.order");
        }
        CompetitionFilter filter = new CompetitionFilter(
                countries(),
                from,
                to,
                number("year", 0, 9_999),
                text("national_id"),
                text("slug"),
                uuid("venue_id"),
                uuid("organiser_id"),
                category(),
                parse("age_group", AgeGroups::normalize),
                search(),
                timestamp("updated_since"),
                number("limit", 1, MAX_LIMIT),
                cursor());
        if (!violations.isEmpty()) {
            throw ApiException.invalid(violations);
        }
        return filter;
    }

    private List<String> countries() {
        List<String> countries = query.getOrDefault("country", List.of());
        for (String country : countries) {
            if (country.isBlank()) {
                reject("country", "must not be empty", "value_error.any_str.min_length");
            } else if (!Countries.isIso(country)) {
                String shown = country.length() > 10 || !TextValidator.isValid(country, false) ? "this" : country;
                reject("country", shown + " " + Countries.describeInvalid(country), "value_error.country");
            }
        }
        return countries.stream().distinct().sorted().toList();
    }

    private LocalDate date(String name) {
        return parsed(name, LenientDateParser::parse, "must be a day like 2027-05-08", "value_error.date");
    }

    private UUID uuid(String name) {
        return parsed(name, UuidParser::parse, "is not a valid UUID", "type_error.uuid");
    }

    private Instant timestamp(String name) {
        return parsed(
                name, Rfc3339Parser::parse, "is no time like 2027-01-31T12:00:00Z (RFC 3339)", "value_error.datetime");
    }

    private PageCursor cursor() {
        return parsed(AFTER, PageCursor::decode, "is no place from a Link header", "value_error.cursor");
    }

    private Integer category() {
        String name = "wa_rankings_category_id";
        String text = text(name);
        if (text == null) {
            return null;
        }
        return RankingCategory.numberOf(text).orElseGet(() -> number(name, 1, Short.MAX_VALUE));
    }

    private Integer number(String name, int min, int max) {
        return parsed(
                name,
                text -> text.matches("[0-9]{1,6}")
                        ? Optional.of(Integer.valueOf(text)).filter(n -> n >= min && n <= max)
                        : Optional.empty(),
                "must be a whole number from " + min + " to " + max,
                "value_error.number.range");
    }

    private String search() {
        return parsed(
                "q",
                text -> Optional.of(SearchTerms.tsQuery(text)).filter(words -> !words.isEmpty()),
                "has no word to look for, or one that is too long",
                "value_error.search");
    }

    private <T> T parsed(String name, Function<String, Optional<T>> parser, String msg, String type) {
        String text = text(name);
        return text == null ? null : parser.apply(text).orElseGet(() -> reject(name, msg, type));
    }

    private String parse(String name, Function<String, String> parser) {
        String text = text(name);
        return text == null ? null : parser.apply(text);
    }

    private String text(String name) {
        List<String> values = query.get(name);
        if (values == null) {
            return null;
        }
        String text = values.get(values.size() - 1).strip();
        if (text.isEmpty()) {
            return reject(name, "must not be empty", "value_error.any_str.min_length");
        }
        int maxLength = name.equals(AFTER) ? MAX_CURSOR_LENGTH : MAX_LENGTH;
        return text.length() <= maxLength && TextValidator.isValid(text, false)
                ? text
                : reject(name, "is too long or has control characters", "value_error.text.character");
    }

    private <T> T reject(String name, String msg, String type) {
        Violation violation = Violation.ofQuery(name, msg, type);
        if (!violations.contains(violation)) {
            violations.add(violation);
        }
        return null;
    }
}
