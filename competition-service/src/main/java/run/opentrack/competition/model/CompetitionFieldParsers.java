package run.opentrack.competition.model;

import io.netty.buffer.ByteBufUtil;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import run.opentrack.competition.name.Slug;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.Countries;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonMember.Type;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.request.UuidParser;

/** Parsers for each type of member. A violation is recorded in the {@link BodyFields}, and null returned. */
public final class CompetitionFieldParsers {
    static final int MIN_YEAR = 1896;
    static final int MAX_YEAR = 2100;
    private static final int MAX_AGE_GROUPS = 100;
    private static final int MAX_EVENTS = 2_000;
    private static final int MAX_EVENTS_BYTES = 64 * 1_024;

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,40}(\\.\\d{0,40})?([eE][+-]?\\d{1,3})?");
    private static final Pattern SLUG = Pattern.compile("[a-z0-9-]{1,80}");
    private static final Pattern LINK = Pattern.compile(
            "https?://[^\\s\\p{Z}\\p{Cf}/?#<>\"'`\\\\{}|^]+([/?#][^\\s\\p{Z}\\p{Cf}<>\"`\\\\]*)?",
            Pattern.CASE_INSENSITIVE);

    private final BodyFields fields;

    CompetitionFieldParsers(BodyFields fields) {
        this.fields = fields;
    }

    /** Parses a text; an absent or null one is empty. */
    String text(String name, TextLimit limit) {
        String text = fields.text(name, limit);
        return text == null ? "" : text;
    }

    String country(String name) {
        String code = fields.requiredText(name, TextLimit.identifier(100));
        if (code == null || Countries.isIso(code)) {
            return code;
        }
        return fields.reject(name, code + " " + Countries.describeInvalid(code), "value_error.country");
    }

    String slug(String name) {
        String slug = fields.text(name, TextLimit.identifier(1_000));
        if (slug == null || slug.isEmpty()) {
            return null;
        }
        return SLUG.matcher(slug).matches()
                ? slug
                : fields.reject(
                        name,
                        "must consist of at most 80 letters a-z, digits and hyphens; did you mean " + Slug.of(slug)
                                + "?",
                        "value_error.slug");
    }

    UUID uuid(String name) {
        String text = fields.text(name, TextLimit.identifier(100));
        if (text == null || text.isEmpty()) {
            return null;
        }
        return UuidParser.parse(text).orElseGet(() -> fields.reject(name, "is not a valid UUID", "type_error.uuid"));
    }

    /** Parses a decimal number within bounds, sent as a number or as text. */
    Double number(String name, double min, double max) {
        BigDecimal number = decimal(name);
        if (number == null) {
            return null;
        }
        double value = number.doubleValue();
        return value >= min && value <= max
                ? Double.valueOf(value == 0 ? 0 : value)
                : fields.reject(name, "must be from " + (long) min + " to " + (long) max, "value_error.number.range");
    }

    /** Parses a whole number within bounds, sent as a number or as text; {@code 10.0} is valid, {@code 10.7} is not. */
    Integer integer(String name, int min, int max) {
        BigDecimal number = decimal(name);
        if (number == null) {
            return null;
        }
        boolean whole = number.stripTrailingZeros().scale() <= 0;
        if (!whole) {
            return fields.reject(name, "must be a whole number", "type_error.integer");
        }
        boolean within =
                number.compareTo(BigDecimal.valueOf(min)) >= 0 && number.compareTo(BigDecimal.valueOf(max)) <= 0;
        return within
                ? Integer.valueOf(number.intValue())
                : fields.reject(name, "must be from " + min + " to " + max, "value_error.number.range");
    }

    /** Parses a World Athletics ranking category, sent as its number or its code. */
    Integer rankingCategory(String name) {
        if (!fields.hasValue(name)) {
            return null;
        }
        JsonMember value = fields.get(name);
        String text = TextValidator.trimIdentifier(value.text());
        if (value.hasType(Type.STRING) && text.isEmpty()) {
            return null;
        }
        if (value.hasType(Type.STRING) && !NUMBER.matcher(text).matches()) {
            return RankingCategory.numberOf(text)
                    .orElseGet(() -> fields.reject(
                            name,
                            "must be a whole number, or one of " + RankingCategory.codes(),
                            "value_error.ranking_category"));
        }
        return integer(name, 1, Short.MAX_VALUE);
    }

    LocalDate date(String name) {
        if (!fields.isPresent(name)) {
            return fields.rejectMissing(name);
        }
        return optionalDate(name, true);
    }

    /** @param required whether null is a violation */
    LocalDate optionalDate(String name, boolean required) {
        if (!fields.hasValue(name)) {
            return required ? fields.reject(name, "must not be null", "type_error.none.not_allowed") : null;
        }
        JsonMember value = fields.get(name);
        LocalDate date = value.hasType(Type.STRING)
                ? LenientDateParser.parse(value.text()).orElse(null)
                : null;
        if (date == null) {
            String suggestion = LenientDateParser.suggest(value.text())
                    .map(day -> "; did you mean " + day + "?")
                    .orElse("");
            return fields.reject(name, "must be an existing date, YYYY-MM-DD" + suggestion, "value_error.date");
        }
        if (date.getYear() < MIN_YEAR || date.getYear() > MAX_YEAR) {
            return fields.reject(
                    name, "must be in the years " + MIN_YEAR + " to " + MAX_YEAR, "value_error.date.range");
        }
        return date;
    }

    /** Parses an absolute http or https URL; empty and null are kept. */
    String link(String name) {
        String text = fields.text(name, TextLimit.identifier(2_000));
        if (text == null || text.isEmpty() || LINK.matcher(text).matches()) {
            return text;
        }
        String absolute = "https://" + text;
        String suggestion =
                LINK.matcher(absolute).matches() && !text.contains(":") ? "; did you mean " + absolute + "?" : "";
        return fields.reject(name, "must be an absolute http or https URL" + suggestion, "value_error.url");
    }

    List<String> ageGroups(String name) {
        if (!fields.hasValue(name)) {
            return null;
        }
        JsonMember value = fields.get(name);
        if (!value.hasType(Type.ARRAY)) {
            return fields.reject(name, "must be a list of strings", "type_error.list");
        }
        if (value.items().size() > MAX_AGE_GROUPS) {
            return fields.reject(name, "must have at most " + MAX_AGE_GROUPS + " items", "value_error.list.max_items");
        }
        List<String> groups = new ArrayList<>();
        for (JsonMember item : value.items()) {
            String group = TextValidator.trim(item.text());
            if (!item.hasType(Type.STRING) || group.length() > 200 || !TextValidator.isValid(group, false)) {
                return fields.reject(
                        name,
                        "must be a list of strings of at most 200 characters, without control characters",
                        "type_error.str");
            }
            groups.add(group);
        }
        return groups;
    }

    String events(String name) {
        if (!fields.hasValue(name)) {
            return null;
        }
        JsonMember value = fields.get(name);
        if (!value.hasType(Type.ARRAY) || value.items().stream().anyMatch(item -> !item.hasType(Type.OBJECT))) {
            return fields.reject(name, "must be a list of objects", "type_error.list");
        }
        if (value.items().size() > MAX_EVENTS) {
            return fields.reject(name, "must have at most " + MAX_EVENTS + " items", "value_error.list.max_items");
        }
        if (ByteBufUtil.utf8Bytes(value.text()) > MAX_EVENTS_BYTES) {
            return fields.reject(
                    name, "must have at most " + MAX_EVENTS_BYTES + " bytes as JSON", "value_error.list.max_bytes");
        }
        return value.validText()
                ? value.text()
                : fields.reject(name, TextValidator.INVALID_CHARACTER, "value_error.text.character");
    }

    private BigDecimal decimal(String name) {
        if (!fields.hasValue(name)) {
            return null;
        }
        JsonMember value = fields.get(name);
        String text = TextValidator.trimIdentifier(value.text());
        if (value.hasType(Type.STRING) && text.isEmpty()) {
            return null;
        }
        boolean numeric = (value.hasType(Type.NUMBER) || value.hasType(Type.STRING))
                && NUMBER.matcher(text).matches();
        return numeric ? new BigDecimal(text) : fields.reject(name, "must be a number", "type_error.number");
    }

    /** Categories of the World Athletics rankings, numbered as clients of the calendar number them. */
    public final class RankingCategory {
        /** Codes in the order of their numbers, from 1. */
        private static final List<String> CODES = List.of("OW", "DF", "GW", "GL", "A", "B", "C", "D", "E", "F");

        private RankingCategory() {}

        public static Optional<Integer> numberOf(String code) {
            int index = CODES.indexOf(code.toUpperCase(Locale.ROOT));
            return index < 0 ? Optional.empty() : Optional.of(index + 1);
        }

        static String codes() {
            return String.join(", ", CODES);
        }
    }
}
