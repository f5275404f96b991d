package run.opentrack.competition.imports.format;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.opentrack.competition.imports.format.SourceOptions.DateOrder;
import run.opentrack.competition.imports.format.SpreadsheetDateParser.ParsedDate;
import run.opentrack.http.body.CsvFormula;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.Violation;

/** Parser of a spreadsheet's cell into the member that it stands for. */
final class CsvCellParser {
    private static final Set<String> NUMBERS = Set.of("latitude", "longitude", "altitude");
    private static final Pattern THOUSANDS = Pattern.compile("[+-]?[1-9],\\d{3}");
    /** Members that are assigned if they are not sent, so that an empty cell does not change them. */
    private static final Set<String> ASSIGNED = Set.of("id", "slug", "year", "country_id");

    private static final Set<String> TEXTS = Set.of(
            "full_name",
            "short_name",
            "name_local",
            "address",
            "city",
            "national_id",
            "basic_description",
            "contact_details");

    private CsvCellParser() {}

    /**
     * @param order of dates, null if unknown
     * @param violations receives what is wrong with the cell, as far as the member's parser cannot know it
     * @return null if the member is left out
     */
    static JsonMember parse(String member, String cell, DateOrder order, List<Violation> violations) {
        String text = TextValidator.trim(CsvFormula.restore(cell));
        if (TextValidator.isBlank(text) && !TEXTS.contains(member)) {
            return ASSIGNED.contains(member) ? null : SourceRow.empty();
        }
        if (NUMBERS.contains(member)) {
            return SourceRow.text(decimal(member, text));
        }
        return switch (member) {
            case "date", "finish_date" -> SourceRow.text(date(member, text, order, violations));
            case "age_groups" -> list(text);
            default -> SourceRow.text(text);
        };
    }

    private static String date(String member, String text, DateOrder order, List<Violation> violations) {
        ParsedDate parsed = SpreadsheetDateParser.parse(text, order);
        if (parsed.ambiguous()) {
            violations.add(Violation.ofMember(
                    member,
                    text + " is ambiguous; must be YYYY-MM-DD, or date_order must be dmy or mdy",
                    "value_error.date.ambiguous"));
        }
        LocalDate date = parsed.date();
        return date == null ? text : date.toString();
    }

    /** Replaces a decimal comma, and removes separators of thousands. An altitude of 1,234 is over a thousand metres. */
    private static String decimal(String member, String text) {
        String number = text.replace('\u2212', '-').replaceAll("[\\s\\p{Z}']", "");
        if (member.equals("altitude") && THOUSANDS.matcher(number).matches()) {
            return number.replace(",", "");
        }
        int comma = number.lastIndexOf(',');
        int point = number.lastIndexOf('.');
        return comma > point
                ? number.replace(".", "").replace(',', '.')
                : point > comma ? number.replace(",", "") : number;
    }

    private static JsonMember list(String text) {
        List<JsonMember> items = Stream.of(text.split("[,;|]"))
                .map(TextValidator::trim)
                .filter(item -> !item.isEmpty())
                .map(SourceRow::text)
                .toList();
        String json = items.stream().map(JsonMember::toJson).collect(Collectors.joining(",", "[", "]"));
        return new JsonMember(JsonMember.Type.ARRAY, json, items, true);
    }
}
