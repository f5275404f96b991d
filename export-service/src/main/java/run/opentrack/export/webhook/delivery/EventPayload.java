package run.opentrack.export.webhook.delivery;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import run.opentrack.database.CompetitionColumns;
import run.opentrack.export.webhook.delivery.HistoryRepository.ChangeSource;
import run.opentrack.export.webhook.delivery.HistoryRepository.ExpiringKey;
import run.opentrack.http.body.RawJsonMembers;

/**
 * Serializer of what is sent. A competition has its state at the change, which is reconstructed from its history: so nothing
 * personal is stored a second time, and what has been redacted meanwhile is not sent.
 */
final class EventPayload {
    /** Members of a competition, in the order of the API. */
    private static final List<String> MEMBERS = List.of(
            ("full_name short_name slug name_local country_id address city venue_id latitude longitude altitude date"
                            + " finish_date wa_rankings_category_id age_groups national_id basic_description contact_details"
                            + " organiser_id website entry_link results_link override_token id year events")
                    .split(" "));

    private static final List<String> THIN_MEMBERS = List.of("id", "country_id", "national_id");

    /** Member of a history entry beside those of a competition. */
    private static final String STATUS = "status";

    private EventPayload() {}

    /** Renders an event. */
    static String render(String type, Instant at, String data) {
        return "{\"type\":%s,\"timestamp\":%s,\"data\":%s}".formatted(quote(type), quote(at.toString()), data);
    }

    /**
     * @param before token of the change feed from which the change can be fetched, null for none
     * @param thin true if the competition is to have its identifiers only
     */
    static String stored(ChangeSource source, String before, boolean thin) {
        StringJoiner data = new StringJoiner(",", "{", "}");
        if (before != null) {
            data.add("\"before\":" + quote(before));
        }
        if (!source.entry().isCreation()) {
            data.add("\"changed\":"
                    + RawJsonMembers.of(source.entry().changes()).keySet().stream()
                            .map(EventPayload::quote)
                            .collect(Collectors.joining(",", "[", "]")));
        }
        Map<String, String> competition = stateAfter(source);
        data.add("\"competition\":" + object(competition, thin ? THIN_MEMBERS : MEMBERS));
        if (!thin) {
            data.add("\"status\":" + status(competition.get(STATUS), source.createdAt()));
        }
        return data.toString();
    }

    private static String status(String stored, Instant createdAt) {
        return stored == null || stored.equals("null")
                ? CompetitionColumns.initialStatus(CompetitionColumns.formatTime(createdAt))
                : stored;
    }

    /**
     * @param before as in {@link #stored}
     * @param country that the competition left, or in which it was deleted
     */
    static String removed(ChangeSource source, String before, String country) {
        Map<String, String> competition = stateAfter(source);
        boolean deleted = source.entry().isRemoval();
        if (deleted) {
            source.entry().revert(competition);
        }
        Map<String, String> data = new LinkedHashMap<>();
        if (before != null) {
            data.put("before", quote(before));
        }
        data.put("id", quote(source.entry().competition().toString()));
        data.put("country_id", quote(country));
        data.put("national_id", competition.get("national_id"));
        String mergedInto = source.entry().mergedInto();
        data.put("reason", quote(mergedInto != null ? "merged" : deleted ? "deleted" : "left"));
        data.put("merged_into", mergedInto);
        return object(data, List.copyOf(data.keySet()));
    }

    /**
     * @param prefix public part of the key, by which its owner recognizes it
     * @param at time of the notice, from which the days to the expiry are counted
     */
    static String expiring(ExpiringKey key, String prefix, Instant at) {
        Duration rest = Duration.between(at, key.expiresAt());
        return "{\"id\":%s,\"name\":%s,\"prefix\":%s,\"expires_at\":%s,\"days\":%d}"
                .formatted(
                        quote(key.id()),
                        quote(key.name()),
                        quote(prefix),
                        quote(key.expiresAt().truncatedTo(ChronoUnit.SECONDS).toString()),
                        rest.isNegative() ? 0 : rest.plusDays(1).minusNanos(1).toDays());
    }

    private static Map<String, String> stateAfter(ChangeSource source) {
        Map<String, String> competition = RawJsonMembers.of(source.rendered());
        competition.put(STATUS, source.status());
        for (int n = source.later().size() - 1; n >= 0; n--) {
            source.later().get(n).revert(competition);
        }
        return competition;
    }

    private static String object(Map<String, String> values, List<String> members) {
        return members.stream()
                .map(name -> quote(name) + ":" + (values.get(name) == null ? "null" : values.get(name)))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String quote(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
