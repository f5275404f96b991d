package run.opentrack.export.webhook.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.export.webhook.delivery.DeliveryQueue.NewDelivery;
import run.opentrack.export.webhook.delivery.DeliveryQueue.Subscription;
import run.opentrack.export.webhook.delivery.HistoryRepository.Cursor;

/** Choice of the endpoints that get an event, and the progress in the history. */
class EventFanOutTest {
    private static final List<Cursor> CURSORS = List.of(new Cursor("EST", 10, 100, 12), new Cursor("LVA", 20, 90, 21));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "created | {}                                                        | EST         | stored  | competition.stored EST 10",
                "created | {}                                                        | -           | stored  | competition.stored EST 10",
                "created | {}                                                        | LVA         | stored  | -",
                "created | {}                                                        | EST         | removed | -",
                "changed | {\"city\":{\"old\":\"A\",\"new\":\"B\"}}                   | EST         | stored  | competition.stored EST 10",
                "redacted| {\"city\":{\"old\":\"A\",\"new\":\"B\"}}                   | EST         | stored  | competition.stored EST 10",
                "deleted | {\"country_id\":{\"old\":\"EST\",\"new\":null}}            | EST,LVA     | stored,removed | competition.removed EST 10",
                "deleted | {\"country_id\":{\"old\":\"EST\",\"new\":null}}            | EST         | stored  | -",
                "changed | {\"country_id\":{\"old\":\"LVA\",\"new\":\"EST\"}}         | EST,LVA     | stored,removed | competition.stored EST 10",
                "changed | {\"country_id\":{\"old\":\"LVA\",\"new\":\"EST\"}}         | LVA         | stored,removed | competition.removed LVA 20",
                "changed | {\"country_id\":{\"old\":\"LVA\",\"new\":\"EST\"}}         | LVA         | stored  | -",
                "changed | {\"country_id\":{\"old\":\"LVA\",\"new\":\"EST\"}}         | EST,LVA     | removed | -",
                "changed | {\"country_id\":{\"old\":\"LVA\",\"new\":\"EST\"}}         | FIN         | stored,removed | -",
                "changed | {\"events\":{\"old\":null,\"new\":[{\"country_id\":{\"old\":\"LVA\"}}]}} | LVA | stored,removed | -",
                "changed | not json                                                  | EST         | stored  | competition.stored EST 10",
            })
    void an_endpoint_gets_what_it_wants(
            String action, String changes, String countries, String events, String expected) {
        HistoryEntry entry =
                new HistoryEntry(101, UUID.randomUUID(), "EST", Instant.EPOCH, action.strip(), changes.strip());
        Subscription subscription = new Subscription(
                UUID.randomUUID(),
                List.of(events.split(",")).stream().map("competition."::concat).toList(),
                countries == null ? null : List.of(countries.split(",")));
        List<NewDelivery> deliveries = EventFanOut.deliveries(List.of(entry), CURSORS, List.of(subscription));
        assertThat(deliveries.stream().map(d -> d.event() + " " + d.country() + " " + d.version()))
                .isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void a_country_is_complete_only_if_all_entries_were_read() {
        Map<String, Cursor> complete = advance(3);
        assertThat(complete.get("EST")).isEqualTo(new Cursor("EST", 12, 103, 12));
        assertThat(complete.get("LVA")).isEqualTo(new Cursor("LVA", 21, 90, 21));
        Map<String, Cursor> partly = advance(HistoryRepository.MAX_ENTRIES);
        assertThat(partly.get("EST")).isEqualTo(new Cursor("EST", 10, 100 + HistoryRepository.MAX_ENTRIES, 12));
        assertThat(partly.get("LVA")).isEqualTo(new Cursor("LVA", 20, 90, 21));
    }

    private static Map<String, Cursor> advance(int entries) {
        List<HistoryEntry> read = LongStream.rangeClosed(101, 100 + entries)
                .mapToObj(id -> new HistoryEntry(id, UUID.randomUUID(), "EST", Instant.EPOCH, "created", "{}"))
                .toList();
        return EventFanOut.advance(CURSORS, read).stream()
                .collect(Collectors.toMap(Cursor::country, Function.identity()));
    }
}
