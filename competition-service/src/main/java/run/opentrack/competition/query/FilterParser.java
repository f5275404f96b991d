package run.opentrack.competition.query;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import run.opentrack.competition.model.AgeGroups;
import run.opentrack.competition.model.CompetitionFieldParsers;
import run.opentrack.competition.model.CompetitionStatus;
import run.opentrack.competition.model.LenientDateParser;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.name.SearchTerms;
import run.opentrack.competition.query.cache.CalendarRange;
import run.opentrack.database.change.ChangeFilter;
import run.opentrack.http.body.Countries;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.http.request.Rfc3339Parser;
import run.opentrack.http.request.UuidParser;
import run.opentrack.http.request.WholeNumberParser;

/** Parser of a list's query parameters. Reports all violations at once and ignores unknown parameters. */
public final class FilterParser {
    /** Parameter with the token of a follower. */
    public static final String SINCE = "since";

    static final String AFTER = "after";
    private static final String SEARCH = "q";
    private static final int MAX_LIMIT = 1_000;
    private static final int DEFAULT_CHANGES = 500;
    private static final int MAX_WAIT_SECONDS = 60;
    private static final int MAX_LENGTH = 500;
    /** The cursor of a name of 200 characters, with date and id, in Base64. */
    static final int MAX_CURSOR_LENGTH = 1_200;

    private static final List<String> CHANGE_FILTERS = List.of("country", "year", "from_date", "to_date");
    private static final Map<String, Integer> MAX_LENGTHS = Map.of(AFTER, MAX_CURSOR_LENGTH, SINCE, 4_000);

    private final Map<String, List<String>> query;
    private final List<Violation> violations = new ArrayList<>();

    private FilterParser(Map<String, List<String>> query) {
        this.query = query;
    }

    /**
     * Parses decoded query parameters.
     *
     * @param query name to values; only {@code country} and {@code status} may have several, of the others the last counts
     * @throws ApiException 422 with all violations
     */
    static CompetitionFilter parse(Map<String, List<String>> query) {
        return new FilterParser(query).filter();
    }

    private CompetitionFilter filter() {
        ChangeFilter dates = countriesAndDates();
        String ageGroup = text("age_group");
        CompetitionFilter filter = new CompetitionFilter(
                dates.countries(),
                dates.from(),
                dates.to(),
                NationalIdAddress.normalize(text("national_id")),
                text("slug"),
                uuid("venue_id"),
                uuid("organiser_id"),
                category(),
                ageGroup == null ? null : AgeGroups.normalize(ageGroup),
                search(),
                timestamp("updated_since"),
                number("limit", 1, MAX_LIMIT),
                cursor(),
                statuses(),
                included());
        return requireValid(filter);
    }

    private ChangeFilter countriesAndDates() {
        LocalDate from = date("from_date");
        LocalDate to = date("to_date");
        if (from != null && to != null && from.isAfter(to)) {
            reject("to_date", "must not be before from_date", "value_error.date.order");
        }
        Integer year = number("year", 0, 9_999);
        return new ChangeFilter(
                countries(),
                year == null ? from : later(from, LocalDate.of(year, 1, 1)),
                year == null ? to : earlier(to, LocalDate.of(year, 12, 31)));
    }

    private <T> T requireValid(T parsed) {
        if (!violations.isEmpty()) {
            throw ApiException.invalid(violations);
        }
        return parsed;
    }

    /**
     * Request of a follower.
     *
     * @param filter null if none was sent, which is that of the token
     * @param since token, {@code now}, or null
     * @param limit maximum number of changes
     * @param maxWait for the first change
     */
    public record ChangeQuery(ChangeFilter filter, String since, int limit, Duration maxWait) {}

    /**
     * Parses the query of a follower.
     *
     * @throws ApiException 422 with all violations
     */
    public static ChangeQuery parseChanges(Map<String, List<String>> query) {
        FilterParser parser = new FilterParser(query);
        ChangeFilter filter = parser.countriesAndDates();
        Integer limit = parser.number("limit", 1, MAX_LIMIT);
        Integer wait = parser.number("wait", 0, MAX_WAIT_SECONDS);
        return parser.requireValid(new ChangeQuery(
                CHANGE_FILTERS.stream().anyMatch(query::containsKey) ? filter : null,
                parser.text(SINCE),
                limit == null ? DEFAULT_CHANGES : limit,
                Duration.ofSeconds(wait == null ? 0 : wait)));
    }

    /**
     * Parses the country and year of a crosswalk, which are required.
     *
     * @throws ApiException 422 with all violations
     */
    static CalendarRange parseYear(Map<String, List<String>> query) {
        FilterParser parser = new FilterParser(query);
        for (String name : List.of("country", "year")) {
            if (!query.containsKey(name)) {
                parser.reject(name, "field required", "value_error.missing");
            }
        }
        List<String> countries = parser.countries();
        if (countries.size() > 1) {
            parser.reject("country", "must be one country", "value_error.country");
        }
        Integer year = parser.number("year", 0, 9_999);
        parser.requireValid(year);
        return new CalendarRange(countries.get(0), LocalDate.of(year, 1, 1), LocalDate.of(year, 12, 31));
    }

    /**
     * Parses the members to be included.
     *
     * @throws ApiException 422
     */
    static Set<IncludedMember> parseIncluded(Map<String, List<String>> query) {
        FilterParser parser = new FilterParser(query);
        return parser.requireValid(parser.included());
    }

    private Set<IncludedMember> included() {
        String names = String.join(",", query.getOrDefault("include", List.of()));
        if (query.containsKey("include") && names.isBlank()) {
            reject("include", "must not be empty", "value_error.any_str.min_length");
            return Set.of();
        }
        return names.isEmpty()
                ? Set.of()
                : IncludedMember.parse(names)
                        .orElseGet(() -> reject(
                                "include",
                                "must be names out of status, etag, updated_at and national_ids, separated by commas",
                                "value_error.const"));
    }

    private List<String> statuses() {
        List<String> statuses = query.getOrDefault("status", List.of()).stream()
                .map(TextValidator::trimIdentifier)
                .distinct()
                .sorted()
                .toList();
        for (String status : statuses) {
            if (status.isEmpty()) {
                reject("status", "must not be empty", "value_error.any_str.min_length");
            } else if (!CompetitionStatus.NAMES.contains(status)) {
                reject("status", "must be one of " + String.join(", ", CompetitionStatus.NAMES), "value_error.const");
            }
        }
        return statuses;
    }

    private static LocalDate later(LocalDate date, LocalDate bound) {
        return date == null || date.isBefore(bound) ? bound : date;
    }

    private static LocalDate earlier(LocalDate date, LocalDate bound) {
        return date == null || date.isAfter(bound) ? bound : date;
    }

    private List<String> countries() {
        List<String> countries = query.getOrDefault("country", List.of()).stream()
                .map(TextValidator::trimIdentifier)
                .distinct()
                .sorted()
                .toList();
        for (String country : countries) {
            if (country.isEmpty()) {
                reject("country", "must not be empty", "value_error.any_str.min_length");
            } else if (!Countries.isIso(country)) {
                reject("country", Countries.violationMessage(country), "value_error.country");
            }
        }
        return countries;
    }

    private LocalDate date(String name) {
        return parsed(name, LenientDateParser::parse, "must be an existing date, YYYY-MM-DD", "value_error.date");
    }

    private UUID uuid(String name) {
        return parsed(name, UuidParser::parse, "is not a valid UUID", "type_error.uuid");
    }

    private Instant timestamp(String name) {
        return parsed(
                name,
                Rfc3339Parser::parse,
                "must be an RFC 3339 timestamp, e.g. 2027-01-31T12:00:00Z",
                "value_error.datetime");
    }

    private PageCursor cursor() {
        return parsed(AFTER, PageCursor::decode, "is not a valid cursor", "value_error.cursor");
    }

    private Integer category() {
        String name = "wa_rankings_category_id";
        String text = text(name);
        if (text == null) {
            return null;
        }
        return CompetitionFieldParsers.RankingCategory.numberOf(text).orElseGet(() -> number(name, 1, Short.MAX_VALUE));
    }

    private Integer number(String name, int min, int max) {
        return parsed(
                name,
                text -> WholeNumberParser.parse(text, min, max),
                WholeNumberParser.message(min, max),
                WholeNumberParser.ERROR_TYPE);
    }

    private String search() {
        return parsed(
                SEARCH,
                text -> Optional.of(SearchTerms.tsQuery(text)).filter(words -> !words.isEmpty()),
                "must contain at least one word, each of at most 2046 bytes",
                "value_error.search");
    }

    private <T> T parsed(String name, Function<String, Optional<T>> parser, String msg, String type) {
        String text = text(name);
        return text == null ? null : parser.apply(text).orElseGet(() -> reject(name, msg, type));
    }

    private String text(String name) {
        List<String> values = query.get(name);
        if (values == null) {
            return null;
        }
        String text = TextValidator.trimIdentifier(values.get(values.size() - 1));
        if (text.isEmpty()) {
            return reject(name, "must not be empty", "value_error.any_str.min_length");
        }
        int maxLength = MAX_LENGTHS.getOrDefault(name, MAX_LENGTH);
        if (text.length() > maxLength) {
            return reject(name, "must have at most " + maxLength + " characters", "value_error.any_str.max_length");
        }
        boolean isText = name.equals(SEARCH);
        return (isText ? TextValidator.isValid(text, false) : TextValidator.isValidIdentifier(text))
                ? text
                : reject(
                        name,
                        isText ? TextValidator.INVALID_CHARACTER : TextValidator.INVALID_IDENTIFIER,
                        "value_error.text.character");
    }

    private <T> T reject(String name, String msg, String type) {
        Violation violation = Violation.ofQuery(name, msg, type);
        if (!violations.contains(violation)) {
            violations.add(violation);
        }
        return null;
    }
}
