package run.opentrack.export.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.export.webhook.delivery.HistoryRepository.ChangeSource;
import run.opentrack.export.webhook.delivery.HistoryRepository.ExpiringKey;

/** Bodies of events, with the state of a competition at its change. */
class EventPayloadTest {
    private static final UUID ID = UUID.fromString("7f3e1d0a-4b4e-4b83-9d8e-2f0d6c1c7a01");

    private static final String FIRST = competition("A", "[{\"a\":1.50}]");
    private static final String SECOND = competition("B \\\"x\\\"", "[{\"a\":1.50}]");
    private static final String THIRD = competition("B \\\"x\\\"", "null");

    private static final HistoryEntry CREATED = entry(1, "created", "{\"full_name\":{\"old\":null,\"new\":\"A\"}}");
    private static final HistoryEntry RENAMED =
            entry(2, "changed", "{\"full_name\":{\"old\":\"A\",\"new\":\"B \\\"x\\\"\"}}");
    private static final HistoryEntry EMPTIED =
            entry(3, "changed", "{\"events\":{\"old\":[{\"a\":1.50}],\"new\":null}}");
    private static final HistoryEntry DELETED =
            entry(4, "deleted", "{\"full_name\":{\"old\":\"B \\\"x\\\"\",\"new\":null}," + deletedMembers());

    private static String competition(String name, String events) {
        return "{\"full_name\":\"" + name
                + "\",\"short_name\":\"\",\"slug\":\"a\",\"name_local\":\"\",\"country_id\":\"EST\",\"address\":\"\",\"city\":\"\",\"venue_id\":null,\"latitude\":null,\"longitude\":null,\"altitude\":null,\"date\":\"2027-05-08\",\"finish_date\":\"2027-05-08\",\"wa_rankings_category_id\":null,\"age_groups\":null,\"national_id\":\"N1\",\"basic_description\":\"\",\"contact_details\":\"\",\"organiser_id\":null,\"website\":null,\"entry_link\":null,\"results_link\":null,\"override_token\":null,\"id\":\""
                + ID + "\",\"year\":2027,\"events\":" + events + "}";
    }

    /** The other members that are not null, as an entry has them. */
    private static String deletedMembers() {
        StringBuilder members = new StringBuilder();
        for (String member : List.of("short_name", "name_local", "address", "city", "basic_description")) {
            members.append('"').append(member).append("\":{\"old\":\"\",\"new\":null},");
        }
        return members + "\"contact_details\":{\"old\":\"\",\"new\":null},\"slug\":{\"old\":\"a\",\"new\":null},"
                + "\"country_id\":{\"old\":\"EST\",\"new\":null},\"date\":{\"old\":\"2027-05-08\",\"new\":null},"
                + "\"finish_date\":{\"old\":\"2027-05-08\",\"new\":null},\"national_id\":{\"old\":\"N1\",\"new\":null},"
                + "\"id\":{\"old\":\"" + ID + "\",\"new\":null},\"year\":{\"old\":2027,\"new\":null}}";
    }

    private static HistoryEntry entry(long id, String action, String changes) {
        return new HistoryEntry(id, ID, "EST", Instant.EPOCH, action, changes);
    }

    @Test
    void an_expiring_key_has_its_days_from_the_notice_and_no_secret() {
        Instant expiry = Instant.parse("2027-05-15T10:00:00.123Z");
        ExpiringKey key = new ExpiringKey("0123456789", "Nightly \"job\"", expiry);
        String before = "{\"id\":\"0123456789\",\"name\":\"Nightly \\\"job\\\"\",\"prefix\":\"otk_test_0123456789\","
                + "\"expires_at\":\"2027-05-15T10:00:00Z\",\"days\":";
        Map<Duration, Integer> days = Map.of(
                Duration.ofDays(14), 14,
                Duration.ofDays(13).plusNanos(1), 14,
                Duration.ofHours(1), 1,
                Duration.ofHours(-1), 0);
        days.forEach(
                (rest, expected) -> assertThat(EventPayload.expiring(key, "otk_test_0123456789", expiry.minus(rest)))
                        .isEqualTo(before + expected + "}"));
    }

    @Test
    void a_competition_has_its_state_at_the_change() {
        assertThat(stored(source(CREATED, List.of(RENAMED, EMPTIED), THIRD)))
                .isEqualTo("{\"competition\":" + FIRST + "}");
        assertThat(stored(source(RENAMED, List.of(EMPTIED), THIRD)))
                .isEqualTo("{\"changed\":[\"full_name\"],\"competition\":" + SECOND + "}");
        assertThat(stored(source(EMPTIED, List.of(), THIRD)))
                .isEqualTo("{\"changed\":[\"events\"],\"competition\":" + THIRD + "}");
    }

    @Test
    void a_competition_that_is_deleted_since_has_its_state_too() {
        assertThat(stored(source(EMPTIED, List.of(DELETED), null)))
                .isEqualTo("{\"changed\":[\"events\"],\"competition\":" + THIRD + "}");
        assertThat(stored(source(CREATED, List.of(RENAMED, EMPTIED, DELETED), null)))
                .isEqualTo("{\"competition\":" + FIRST + "}");
    }

    @Test
    void a_thin_event_has_identifiers_only() {
        assertThat(EventPayload.stored(source(CREATED, List.of(), FIRST), null, true))
                .isEqualTo("{\"competition\":{\"id\":\"" + ID + "\",\"country_id\":\"EST\",\"national_id\":\"N1\"}}");
    }

    @Test
    void a_removal_has_the_country_and_the_reason() {
        String id = "{\"id\":\"" + ID + "\",";
        assertThat(EventPayload.removed(source(DELETED, List.of(), null), null, "EST"))
                .isEqualTo(id
                        + "\"country_id\":\"EST\",\"national_id\":\"N1\",\"reason\":\"deleted\",\"merged_into\":null}");
        HistoryEntry merged = entry(
                4,
                "deleted",
                "{\"merged_into\":{\"old\":null,\"new\":\"x\"},"
                        + DELETED.changes().substring(1));
        assertThat(EventPayload.removed(source(merged, List.of(), null), null, "EST"))
                .isEqualTo(id
                        + "\"country_id\":\"EST\",\"national_id\":\"N1\",\"reason\":\"merged\",\"merged_into\":\"x\"}");
        HistoryEntry moved = entry(5, "changed", "{\"country_id\":{\"old\":\"LVA\",\"new\":\"EST\"}}");
        assertThat(EventPayload.removed(source(moved, List.of(), FIRST), "t", "LVA"))
                .isEqualTo("{\"before\":\"t\"," + id.substring(1)
                        + "\"country_id\":\"LVA\",\"national_id\":\"N1\",\"reason\":\"left\",\"merged_into\":null}");
    }

    @Test
    void an_event_has_its_type_and_time() {
        assertThat(EventPayload.render("ping", Instant.EPOCH, "{}"))
                .isEqualTo("{\"type\":\"ping\",\"timestamp\":\"1970-01-01T00:00:00Z\",\"data\":{}}");
    }

    @Test
    void a_competition_has_its_status_at_the_change() {
        String cancelled = "{\"status\":\"cancelled\",\"reason\":\"Storm\",\"since\":\"x\",\"previous_dates\":[]}";
        HistoryEntry set = entry(6, "changed", "{\"status\":{\"old\":null,\"new\":" + cancelled + "}}");
        ChangeSource source = new ChangeSource(set, List.of(), FIRST, cancelled, Instant.EPOCH);
        assertThat(EventPayload.stored(source, null, false))
                .isEqualTo("{\"changed\":[\"status\"],\"competition\":" + FIRST + ",\"status\":" + cancelled + "}");
        assertThat(stored(new ChangeSource(CREATED, List.of(set), FIRST, cancelled, Instant.EPOCH)))
                .isEqualTo("{\"competition\":" + FIRST + "}");
    }

    private static ChangeSource source(HistoryEntry entry, List<HistoryEntry> later, String rendered) {
        return new ChangeSource(entry, later, rendered, null, Instant.EPOCH);
    }

    /** Data without the status, which must be the initial one. */
    private static String stored(ChangeSource source) {
        String initial =
                ",\"status\":{\"status\":\"scheduled\",\"reason\":\"\",\"since\":\"1970-01-01T00:00:00.000000Z\",\"previous_dates\":[]}}";
        String data = EventPayload.stored(source, null, false);
        assertThat(data).endsWith(initial);
        return data.substring(0, data.length() - initial.length()) + "}";
    }
}
