package run.opentrack.export.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.StringJoiner;

/** CSV row (RFC 4180) of a competition: all members except the override token and the nested events. */
final class CsvRow {
    private static final List<String> MEMBERS = List.of(
            "full_name",
            "short_name",
            "slug",
            "name_local",
            "country_id",
            "address",
            "city",
            "venue_id",
            "latitude",
            "longitude",
            "altitude",
            "date",
            "finish_date",
            "wa_rankings_category_id",
            "age_groups",
            "national_id",
            "basic_description",
            "contact_details",
            "organiser_id",
            "website",
            "entry_link",
            "results_link",
            "id",
            "year");
    private static final String LINE_END = "\r\n";
    /** Characters that start a formula in a spreadsheet. */
    private static final String FORMULA_START = "=+-@\t\r";

    static final String HEADER = String.join(",", MEMBERS) + LINE_END;

    private CsvRow() {}

    static String render(ExportedCompetition entry) {
        StringJoiner line = new StringJoiner(",", "", LINE_END);
        for (String member : MEMBERS) {
            line.add(cell(entry.members().get(member)));
        }
        return line.toString();
    }

    private static String cell(JsonNode value) {
        if (value.isNull()) {
            return "";
        }
        if (value.isArray()) {
            StringJoiner parts = new StringJoiner(",");
            value.forEach(part -> parts.add(part.asText()));
            return quote(escapeFormula(parts.toString()));
        }
        return value.isTextual() ? quote(escapeFormula(value.asText())) : value.asText();
    }

    /** Prefixes an apostrophe, because names are untrusted and a spreadsheet would evaluate them (CSV injection). */
    private static String escapeFormula(String text) {
        return !text.isEmpty() && FORMULA_START.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private static String quote(String text) {
        boolean plain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
