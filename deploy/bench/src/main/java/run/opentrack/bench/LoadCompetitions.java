package run.opentrack.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.competition.name.Slug;
import run.opentrack.http.body.JsonObjectParser;

/**
 * Loads competitions from standard input, one create body a line, by COPY instead of the API. Derived columns come from
 * the service's own code. Lines must not contain duplicates.
 *
 * <p>Arguments: the JDBC URL, the user and the password of the schema's owner. Existing rows are deleted.
 */
public final class LoadCompetitions {
    private final Map<String, Integer> slugs = new HashMap<>();
    private final Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private LoadCompetitions() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        try (Connection database = DriverManager.getConnection(arguments[0], arguments[1], arguments[2]);
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            database.setSchema("opentrack");
            database.createStatement().execute("TRUNCATE competition, competition_history, calendar_version");
            // Loaded competitions are no changes.
            database.createStatement().execute("ALTER TABLE competition DISABLE TRIGGER USER");
            long rows = new LoadCompetitions().copy(lines, database.unwrap(PGConnection.class));
            database.createStatement().execute("""
                    INSERT INTO calendar_version (country_id, version)
                    SELECT country_id, count(*) FROM competition GROUP BY country_id""");
            database.createStatement().execute("ALTER TABLE competition ENABLE TRIGGER USER");
            database.createStatement().execute("VACUUM (ANALYZE) competition");
            System.out.println(rows + " competitions");
        }
    }

    private long copy(BufferedReader lines, PGConnection database) throws IOException, SQLException {
        CopyIn copy = database.getCopyAPI()
                .copyIn("COPY competition (" + String.join(", ", CopyRow.COLUMNS) + ") FROM STDIN");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            byte[] row = row(line).getBytes(StandardCharsets.UTF_8);
            copy.writeToCopy(row, 0, row.length);
        }
        return copy.endCopy();
    }

    private String row(String line) {
        CompetitionData data = CompetitionParser.parse(JsonObjectParser.members(line.getBytes(StandardCharsets.UTF_8)));
        Competition competition = new Competition();
        competition.apply(data, freeSlug(data), "", now);
        return CopyRow.of(competition);
    }

    private String freeSlug(CompetitionData data) {
        String slug = data.slug() == null ? Slug.of(data.fullName()) : data.slug();
        int number = slugs.merge(data.countryId() + data.year() + slug, 1, Integer::sum);
        return Slug.numbered(slug, number);
    }
}
