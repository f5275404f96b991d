package run.opentrack.competition.duplicate;

import java.nio.charset.StandardCharsets;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.http.body.JsonObjectParser;

/** Match features of competitions given as JSON members, over those of an Estonian meeting. */
final class Features {
    private Features() {}

    /** @param members JSON members with single quotes, such as {@code 'city':'Tartu'} */
    static MatchFeatures of(String name, String members) {
        return MatchFeatures.of(data(name, members));
    }

    static CompetitionData data(String name, String members) {
        String json = "{'full_name':'" + name + "'"
                + (members.contains("'country_id'") ? "" : ",'country_id':'EST'")
                + (members.contains("'date'") ? "" : ",'date':'2026-06-06'")
                + (members.isEmpty() ? "" : ",") + members + "}";
        return CompetitionParser.parse(
                JsonObjectParser.members(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }
}
