package run.opentrack.competition.query;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.opentrack.database.CompetitionColumns;
import run.opentrack.http.body.TextValidator;

/** Member that a request adds behind those of a competition, in the order of the response. */
enum IncludedMember {
    STATUS(CompetitionColumns.STATUS),
    ETAG("to_json('\"' || etag || '\"')"),
    UPDATED_AT("'\"' || " + CompetitionColumns.UPDATED_AT + " || '\"'"),
    /** Some clients send the country code or a dash instead of a national id. */
    NATIONAL_IDS("CASE WHEN national_id = country_id OR national_id ~ '^[[:punct:][:space:]]*$' THEN '[]'"
            + " ELSE '[' || to_json(national_id) || ']' END");

    /** Bytes are cut and joined without decoding the text. */
    private static final String WITHOUT_BRACE =
            "substring(convert_to(rendered, 'UTF8') FROM 1 FOR octet_length(rendered) - 1)";

    private final String sql;

    IncludedMember(String sql) {
        this.sql = sql;
    }

    private String member() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Parses names that are separated by commas; empty if one is unknown. */
    static Optional<Set<IncludedMember>> parse(String names) {
        Set<IncludedMember> included = EnumSet.noneOf(IncludedMember.class);
        for (String name : names.split(",", -1)) {
            Optional<IncludedMember> member = Stream.of(values())
                    .filter(known -> known.member().equals(TextValidator.trimIdentifier(name)))
                    .findFirst();
            if (member.isEmpty()) {
                return Optional.empty();
            }
            included.add(member.get());
        }
        return Optional.of(included);
    }

    /** SQL expression of a competition's JSON: the stored text, to which the members are added, as bytes. */
    static String sqlOf(Set<IncludedMember> included) {
        return included.isEmpty()
                ? "convert_to(rendered, 'UTF8')"
                : included.stream()
                        .map(member -> "',\"" + member.member() + "\":' || (" + member.sql + ") || ")
                        .collect(Collectors.joining("", WITHOUT_BRACE + " || convert_to(", "'}', 'UTF8')"));
    }

    /** Columns that the expression needs, comma-separated and with a comma at the end. */
    static String columnsOf(Set<IncludedMember> included) {
        return "rendered, "
                + (included.isEmpty() ? "" : "country_id, national_id, status_json, etag, created_at, updated_at, ");
    }
}
