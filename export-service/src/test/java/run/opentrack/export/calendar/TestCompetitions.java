package run.opentrack.export.calendar;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Competitions as the API renders them. */
final class TestCompetitions {
    static final Instant UPDATED = Instant.parse("2027-03-01T10:20:30Z");

    private static final String STATUS =
            "{\"status\":\"%s\",\"reason\":\"%s\",\"since\":\"2027-01-01T00:00:00.000000Z\",\"previous_dates\":%s}";

    static final String SCHEDULED = STATUS.formatted("scheduled", "", "[]");

    private TestCompetitions() {}

    /** Every member has a value, each with characters that some format must escape. */
    static ExportedCompetition complete() {
        return with(competition -> {
            competition.put("full_name", "Gozo \"Harbour\" Mile; 5, <b>\\ 🏃");
            competition.put("short_name", "Gozo Mile").put("name_local", "Il-Mil ta' Għawdex");
            competition.put("address", "Triq ix-Xatt, 1").put("city", "Mġarr");
            competition.put("venue_id", "0b6a4d1e-2f3c-4a5b-8c7d-9e0f1a2b3c4d");
            competition.put("latitude", new BigDecimal("36.0250"));
            competition.put("longitude", new BigDecimal("14.30"));
            competition.put("altitude", 12);
            competition.put("finish_date", "2027-12-31").put("wa_rankings_category_id", 5);
            competition.set(
                    "age_groups",
                    JsonNodeFactory.instance.arrayNode().add("U18").add("SEN"));
            competition.put("national_id", "=1+1").put("basic_description", "One line\r\nand another");
            competition.put("contact_details", "a@example.org");
            competition.put("organiser_id", "1c7b5e2f-3a4d-4b6c-9d8e-0f1a2b3c4d5e");
            competition.put("website", "https://example.org/?a=1|2");
            competition.put("entry_link", "https://example.org/enter");
            competition.put("results_link", "https://example.org/results");
        });
    }

    /** Only the members that the API requires. */
    static ExportedCompetition minimal() {
        return with(competition -> {});
    }

    /** @param previousDates JSON */
    static ExportedCompetition withStatus(String status, String reason, String previousDates) {
        String json = STATUS.formatted(status, reason, previousDates);
        return ExportedCompetition.of(minimal().rendered(), json, 4, UPDATED);
    }

    static ExportedCompetition with(Consumer<ObjectNode> change) {
        ObjectNode competition = JsonNodeFactory.withExactBigDecimals(true).objectNode();
        competition.put("full_name", "Valletta Open").put("short_name", "").put("slug", "valletta-open");
        competition
                .put("name_local", "")
                .put("country_id", "MLT")
                .put("address", "")
                .put("city", "");
        List.of("venue_id", "latitude", "longitude", "altitude").forEach(competition::putNull);
        competition.put("date", "2027-12-31").put("finish_date", "2027-12-31");
        List.of("wa_rankings_category_id", "age_groups").forEach(competition::putNull);
        competition.put("national_id", "").put("basic_description", "").put("contact_details", "");
        List.of("organiser_id", "website", "entry_link", "results_link", "override_token")
                .forEach(competition::putNull);
        competition
                .put("id", "5a5c0f6e-8a2b-4d0e-9a51-1c3f8f0d2b67")
                .put("year", 2027)
                .putNull("events");
        change.accept(competition);
        return ExportedCompetition.of(competition.toString(), SCHEDULED, 3, UPDATED);
    }
}
