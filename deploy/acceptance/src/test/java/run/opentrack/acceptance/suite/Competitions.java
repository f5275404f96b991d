package run.opentrack.acceptance.suite;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Competitions for tests, each with a name that nothing else is like. */
public final class Competitions {
    public static final String PATH = "/api/v1/competitions/";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Competitions() {}

    /** The least that a competition needs. */
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

    /** The same with one member more, or another value. */
    public static Map<String, Object> with(Map<String, Object> competition, String member, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(competition);
        changed.put(member, value);
        return changed;
    }

    /** A name of invented words: no two of them are alike. */
    public static String newName() {
        String letters = UUID.randomUUID().toString().replaceAll("[^a-f]", "") + "abcdef";
        return "Cup " + letters.substring(0, 6) + " "
                + Integer.toString(NUMBER.incrementAndGet() + 46_656, 36).replaceAll("[0-9]", "x");
    }
}
