package run.opentrack.competition.imports.format;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import run.opentrack.competition.imports.format.SourceFormat.InvalidSourceException;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.http.body.TextValidator;

/** Names of columns: our own member names in any case, or the file's names where they are mapped to ours. */
public final class CsvColumns {
    /** Members that a file may have: those of our own CSV files. */
    public static final List<String> MEMBERS = CompetitionParser.MEMBERS.stream()
            .filter(member -> !member.equals("override_token") && !member.equals("events"))
            .toList();

    private static final List<String> REQUIRED = List.of("full_name", "date");

    private CsvColumns() {}

    /** Returns a name as it is compared: without case, with an underscore for blanks and hyphens. */
    public static String normalize(String name) {
        return TextValidator.trimIdentifier(name).toLowerCase(Locale.ROOT).replaceAll("[\\s\\p{Z}-]+", "_");
    }

    /** Returns the member of a column, null for one that is ignored. */
    static String member(String name, Map<String, String> mapping) {
        String normalized = normalize(name);
        String member = mapping.getOrDefault(normalized, normalized);
        return MEMBERS.contains(member) ? member : null;
    }

    /**
     * Returns the member of each column, null for one that is ignored.
     *
     * @throws InvalidSourceException if a column that is required is missing, or two have one meaning
     */
    static List<String> members(List<String> header, Map<String, String> mapping) {
        String[] members = header.stream().map(name -> member(name, mapping)).toArray(String[]::new);
        List<String> found = Arrays.asList(members);
        for (String required : REQUIRED) {
            if (!found.contains(required)) {
                throw new InvalidSourceException("the header line must have the columns full_name and date, or columns"
                        + " must map them; it has: " + String.join(", ", header));
            }
        }
        for (int n = 0; n < members.length; n++) {
            if (members[n] != null && found.indexOf(members[n]) < n) {
                throw new InvalidSourceException("the header line must have the column " + members[n] + " once");
            }
        }
        return found;
    }
}
