package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.security.AccessToken;

/** Competitions and callers of the unit tests of this package. */
final class TestData {
    static final AccessToken CALLER = new AccessToken(UUID.randomUUID(), Set.of("ADMIN_EST"), 1, "k", 0);

    private TestData() {}

    static Map<String, JsonMember> members(String json) {
        return JsonObjectParser.members(json.getBytes(StandardCharsets.UTF_8));
    }

    static CompetitionData data(String name, String country, String date) {
        return CompetitionParser.parse(
                members("{\"full_name\":\"%s\",\"country_id\":\"%s\",\"date\":\"%s\"}".formatted(name, country, date)));
    }

    static CompetitionData withSlug(String slug, String date) {
        return CompetitionParser.parse(
                members("{\"full_name\":\"Cup\",\"country_id\":\"EST\",\"date\":\"%s\",\"slug\":\"%s\"}"
                        .formatted(date, slug)));
    }

    static Competition stored(CompetitionData data) {
        Competition competition = new Competition();
        competition.apply(data.withId(UUID.randomUUID()), "cup", "", Instant.parse("2026-05-01T12:00:00Z"));
        return competition;
    }

    /** Records statements and their parameters and returns no rows. */
    static final class RecordingExecutor implements SqlExecutor {
        final List<String> statements = new ArrayList<>();
        final List<Object[]> parameters = new ArrayList<>();

        @Override
        public Uni<List<Object[]>> query(String sql, Object... values) {
            return Uni.createFrom().item(() -> {
                statements.add(sql);
                parameters.add(values);
                return List.of();
            });
        }
    }
}
