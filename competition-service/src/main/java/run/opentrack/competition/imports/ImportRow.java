package run.opentrack.competition.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import run.opentrack.competition.imports.format.SourceOptions;
import run.opentrack.competition.imports.format.SourceRow;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/**
 * Row of an import's report, which is also its work.
 *
 * @param position order in the report
 * @param number in the file, null for a competition that is gone
 * @param key identity within the source, null without one
 * @param nameKey normalised name, null if it cannot be read
 * @param content JSON of the members, null for a row that is refused
 * @param competition null until it is matched or has an id
 * @param outcome null until it is known
 * @param detail JSON, a text or violations; null without any
 * @param finished false while the outcome is still to be carried out
 */
record ImportRow(
        int position,
        Integer number,
        String key,
        LocalDate day,
        String nameKey,
        String content,
        UUID competition,
        Outcome outcome,
        String detail,
        boolean finished) {
    private static final int MAX_KEY_LENGTH = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    enum Outcome {
        NEW,
        CHANGED,
        UNCHANGED,
        GONE,
        DUPLICATE,
        REFUSED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Validates a row of a file as a create would. */
    static ImportRow of(int position, SourceRow row, SourceOptions options) {
        Map<String, JsonMember> members = new LinkedHashMap<>(row.members());
        // A source has ids of its own.
        members.keySet().removeAll(List.of("id", "override_token"));
        members.putIfAbsent("country_id", JsonMember.of(JsonMember.Type.STRING, options.country()));
        List<Violation> violations = new ArrayList<>(row.violations());
        CompetitionData data = parse(members, options, violations);
        String content = new SourceRow(row.number(), null, members, List.of()).json();
        if (content.length() > SourceRow.MAX_LENGTH) {
            violations.add(new Violation(
                    List.of("body"),
                    "must have at most " + SourceRow.MAX_LENGTH + " characters",
                    "value_error.length"));
        }
        boolean valid = violations.isEmpty();
        return new ImportRow(
                position,
                row.number(),
                storable(row.key()),
                data == null ? null : data.date(),
                data == null ? nameKey(members) : NameNormalizer.normalize(data.fullName()),
                valid ? content : null,
                null,
                valid ? null : Outcome.REFUSED,
                valid ? null : json(violations.stream().distinct().limit(20).toList()),
                !valid);
    }

    /** Returns null after adding violations, without those of members that already have one. */
    private static CompetitionData parse(
            Map<String, JsonMember> members, SourceOptions options, List<Violation> violations) {
        try {
            CompetitionData data = CompetitionParser.parse(members);
            if (!data.countryId().equals(options.country())) {
                violations.add(Violation.ofMember(
                        "country_id",
                        "must be " + options.country() + ", the country of the import",
                        "value_error.country"));
            }
            return data;
        } catch (ApiException invalid) {
            List<List<Object>> known = violations.stream().map(Violation::loc).toList();
            ((List<?>) invalid.detail())
                    .stream()
                            .map(Violation.class::cast)
                            .filter(violation -> !known.contains(violation.loc()))
                            .forEach(violations::add);
            return null;
        }
    }

    private static String nameKey(Map<String, JsonMember> members) {
        JsonMember name = members.get("full_name");
        return name == null || !name.hasType(JsonMember.Type.STRING)
                ? null
                : storable(NameNormalizer.normalize(name.text()));
    }

    private static String storable(String text) {
        return text == null || text.length() > MAX_KEY_LENGTH || !TextValidator.isValid(text, false) ? null : text;
    }

    static String json(Object detail) {
        try {
            return JSON.writeValueAsString(detail);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonNode tree(String json) throws IOException {
        return JSON.readTree(json);
    }

    Map<String, JsonMember> members() {
        return JsonObjectParser.members(content.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the members of a change. What is assigned or follows from others is left out, if the row does not have it. */
    Map<String, JsonMember> changes(CompetitionData stored) {
        Map<String, JsonMember> members = new LinkedHashMap<>(members());
        members.keySet().removeAll(List.of("slug", "year"));
        if (!members.containsKey("finish_date") && !day.equals(stored.date())) {
            members.put("finish_date", JsonMember.of(JsonMember.Type.NULL, "null"));
        }
        return members;
    }

    ImportRow withCompetition(UUID matched) {
        return new ImportRow(position, number, key, day, nameKey, content, matched, outcome, detail, finished);
    }

    ImportRow with(UUID newCompetition, Outcome newOutcome, Object newDetail, boolean nowFinished) {
        String text = newDetail == null ? null : json(newDetail);
        return new ImportRow(
                position, number, key, day, nameKey, content, newCompetition, newOutcome, text, nowFinished);
    }

    /** Returns the row as refused. A new one has no competition then. */
    ImportRow refused(Object reason) {
        return with(outcome == Outcome.NEW ? null : competition, Outcome.REFUSED, reason, true);
    }

    /**
     * Ends an unfinished row after the period in which its write was repeated.
     *
     * @param stored whether its competition is there, which an attempt without a result may have created
     */
    ImportRow overdue(boolean stored) {
        boolean created = outcome == Outcome.NEW && stored;
        return finished
                ? this
                : created ? with(competition, outcome, null, true) : refused("It could not be written within a day");
    }
}
