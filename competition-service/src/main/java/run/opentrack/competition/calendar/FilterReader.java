package run.opentrack.competition.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import run.opentrack.competition.AgeGroups;
import run.opentrack.competition.entry.CalendarDate;
import run.opentrack.competition.entry.RankingCategory;
import run.opentrack.competition.name.SearchTerms;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.country.Countries;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.http.request.Rfc3339Parser;
import run.opentrack.http.request.UuidParser;

/** Reads the query of a list, and tells everything that is wrong with it at once. Parameters that it does not know it ignores. */
final class FilterReader {
    static final String AFTER = "after";
    private static final int MOST_ROWS = 1_000;
    private static final int LONGEST = 500;
    /** A name of 200 letters with the day and the id before it, in Base64. */
    private static final int LONGEST_PLACE = 1_200;

    private final Map<String, List<String>> query;
    private final List<Violation> violations = new ArrayList<>();

    private FilterReader(Map<String, List<String>> query) {
        this.query = query;
    }

    /** @param query decoded; of a parameter given twice the last counts, but for {@code country} */
    static CalendarFilter read(Map<String, List<String>> query) {
        return new FilterReader(query).filter();
    }

    private CalendarFilter filter() {
        LocalDate from = date("from_date");
        LocalDate to = date("to_date");
        if (from != null && to != null && from.isAfter(to)) {
            wrong("to_date", "must not be before from_date", "value_error.date.order");
        }
        CalendarFilter filter = new CalendarFilter(
                countries(),
                from,
                to,
                number("year", 0, 9_999),
                text("national_id"),
                text("slug"),
                uuid("venue_id"),
                uuid("organiser_id"),
                category(),
                read("age_group", AgeGroups::part),
                search(),
                time("updated_since"),
                number("limit", 1, MOST_ROWS),
                place());
        if (!violations.isEmpty()) {
            throw ApiException.invalid(violations);
        }
        return filter;
    }

    private List<String> countries() {
        List<String> countries = query.getOrDefault("country", List.of());
        for (String country : countries) {
            if (country.isBlank()) {
                wrong("country", "must not be empty", "value_error.any_str.min_length");
            } else if (!Countries.isIso(country)) {
                String shown = country.length() > 10 || !TextValidator.isValid(country, false) ? "this" : country;
                wrong("country", shown + " " + Countries.describeInvalid(country), "value_error.country");
            }
        }
        return countries.stream().distinct().sorted().toList();
    }

    private LocalDate date(String name) {
        return parsed(name, CalendarDate::parse, "must be a day like 2027-05-08", "value_error.date");
    }

    private UUID uuid(String name) {
        return parsed(name, UuidParser::parse, "is not a valid UUID", "type_error.uuid");
    }

    private Instant time(String name) {
        return parsed(
                name, Rfc3339Parser::parse, "is no time like 2027-01-31T12:00:00Z (RFC 3339)", "value_error.datetime");
    }

    private PagePlace place() {
        return parsed(AFTER, PagePlace::decode, "is no place from a Link header", "value_error.cursor");
    }

    private Integer category() {
        String name = "wa_rankings_category_id";
        String text = text(name);
        if (text == null) {
            return null;
        }
        return RankingCategory.numberOf(text).orElseGet(() -> number(name, 1, Short.MAX_VALUE));
    }

    private Integer number(String name, int least, int most) {
        return parsed(
                name,
                text -> text.matches("[0-9]{1,6}")
                        ? Optional.of(Integer.valueOf(text)).filter(n -> n >= least && n <= most)
                        : Optional.empty(),
                "must be a whole number from " + least + " to " + most,
                "value_error.number.range");
    }

    private String search() {
        return parsed(
                "q",
                text -> Optional.of(SearchTerms.query(text)).filter(words -> !words.isEmpty()),
                "has no word to look for, or one that is too long",
                "value_error.search");
    }

    private <T> T parsed(String name, Function<String, Optional<T>> parser, String msg, String type) {
        String text = text(name);
        return text == null ? null : parser.apply(text).orElseGet(() -> wrong(name, msg, type));
    }

    private String read(String name, Function<String, String> reader) {
        String text = text(name);
        return text == null ? null : reader.apply(text);
    }

    private String text(String name) {
        List<String> values = query.get(name);
        if (values == null) {
            return null;
        }
        String text = values.get(values.size() - 1).strip();
        if (text.isEmpty()) {
            return wrong(name, "must not be empty", "value_error.any_str.min_length");
        }
        int longest = name.equals(AFTER) ? LONGEST_PLACE : LONGEST;
        return text.length() <= longest && TextValidator.isValid(text, false)
                ? text
                : wrong(name, "is too long or has control characters", "value_error.text.character");
    }

    private <T> T wrong(String name, String msg, String type) {
        Violation violation = Violation.ofQuery(name, msg, type);
        if (!violations.contains(violation)) {
            violations.add(violation);
        }
        return null;
    }
}
