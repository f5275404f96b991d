package run.opentrack.export.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import run.opentrack.http.body.CsvFormula;

/** CSV row (RFC 4180) of a competition: all members except the override token and the nested events. */
final class CsvRow {
    private static final String COLUMNS =
            "full_name,short_name,slug,name_local,country_id,address,city,venue_id,latitude,longitude,altitude,date,"
                    + "finish_date,wa_rankings_category_id,age_groups,national_id,basic_description,contact_details,"
                    + "organiser_id,website,entry_link,results_link,id,year";
    private static final List<String> MEMBERS = List.of(COLUMNS.split(","));
    private static final String LINE_END = "\r\n";
    /** Requires quotes: separators of all locales, quotes and line breaks. */
    private static final Pattern QUOTED = Pattern.compile("[,;\t\"\r\n]");

    /** Header after a byte order mark, without which spreadsheets do not read UTF-8. */
    static final String HEADER = "\uFEFF" + COLUMNS + LINE_END;

    private CsvRow() {}

    static String render(ExportedCompetition entry) {
        StringJoiner line = new StringJoiner(",", "", LINE_END);
        for (String member : MEMBERS) {
            line.add(cell(entry, member));
        }
        return line.toString();
    }

    private static String cell(ExportedCompetition entry, String member) {
        JsonNode value = entry.members().get(member);
        if (value.isNull()) {
            return "";
        }
        if (value.isArray()) {
            StringJoiner parts = new StringJoiner(",");
            value.forEach(part -> parts.add(part.asText()));
            return text(parts.toString());
        }
        return value.isTextual() ? text(value.asText()) : entry.plainNumber(member);
    }

    private static String text(String text) {
        String harmless = CsvFormula.neutralize(text);
        return QUOTED.matcher(harmless).find() ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
    }
}
