package run.opentrack.tests.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Competitions with unique names, so that none is a duplicate. */
public final class TestCompetitions {
    public static final String PATH = "/api/v1/competitions/";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static final long SEED = System.nanoTime();

    private TestCompetitions() {}

    /** Competition with the required members only. */
    public static Map<String, Object> small(String country, String date) {
        Map<String, Object> competition = new LinkedHashMap<>();
        competition.put("full_name", newName());
        competition.put("country_id", country);
        competition.put("date", date);
        return competition;
    }

    public static Map<String, Object> small(String country, LocalDate date) {
        return small(country, date.toString());
    }

    /** Copy with one member added or changed. */
    public static Map<String, Object> with(Map<String, Object> competition, String member, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(competition);
        changed.put(member, value);
        return changed;
    }

    /** Creates a competition beside an equal one, by which the pair is queued for a decision. */
    public static JsonNode createBeside(ApiClient api, Map<String, Object> equal) {
        String token = api.post(PATH, equal)
                .requireStatus(409)
                .json()
                .at("/detail/override_token")
                .asText();
        return api.post(PATH, with(equal, "override_token", token))
                .requireStatus(201)
                .json();
    }

    /** Name with a random word; no two are similar. */
    public static String newName() {
        StringBuilder word = new StringBuilder();
        for (int letter : new Random(NUMBER.incrementAndGet() + SEED)
                .ints(14, 'a', 'z' + 1)
                .toArray()) {
            word.append((char) letter);
        }
        return "Cup " + word;
    }
}
