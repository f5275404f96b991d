package run.opentrack.competition.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.competition.history.HistoryRepository.Extent;
import run.opentrack.http.error.ApiException;

class HistoryResourceTest {
    @Test
    void a_cursor_is_the_id_of_an_entry() {
        assertThat(HistoryResource.parseCursor("123456789012345678")).isEqualTo(123_456_789_012_345_678L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.0", "x", " 1", "1234567890123456789"})
    void any_other_cursor_is_a_422(String before) {
        assertThatThrownBy(() -> HistoryResource.parseCursor(before))
                .isInstanceOfSatisfying(
                        ApiException.class, error -> assertThat(error.status()).isEqualTo(422));
    }

    @Test
    void a_page_is_followed_by_another_until_the_oldest_entry_that_may_be_read() {
        HistoryEntry entry = new HistoryEntry();
        entry.id = 7L;
        assertThat(HistoryService.toPage(List.of(entry), new Extent("EST", 6L), null)
                        .older())
                .isTrue();
        assertThat(HistoryService.toPage(List.of(entry), new Extent("EST", 7L), null)
                        .older())
                .isFalse();
        assertThat(HistoryService.toPage(List.of(entry), new Extent("EST", null), null)
                        .older())
                .isFalse();
        assertThat(HistoryService.toPage(List.of(), new Extent("EST", null), null)
                        .entries())
                .isEmpty();
        assertThatThrownBy(() -> HistoryService.toPage(List.of(), new Extent("EST", 7L), 7L))
                .isInstanceOfSatisfying(
                        ApiException.class, error -> assertThat(error.status()).isEqualTo(404));
    }

    @Test
    void stored_changes_are_part_of_an_entry_as_they_are() {
        HistoryEntry entry = new HistoryEntry();
        entry.at = Instant.parse("2026-05-02T12:00:00Z");
        entry.competitionId = new UUID(0, 1);
        entry.accountId = UUID.fromString("7e3a1a52-3f0f-4c4e-9d0b-0d1a2b3c4d5e");
        entry.action = "changed";
        entry.changes = "{\"n\":{\"old\":1,\"new\":1.50}}";
        assertThat(entry.toJson())
                .isEqualTo(
                        "{\"at\":\"2026-05-02T12:00:00Z\",\"competition_id\":\"00000000-0000-0000-0000-000000000001\","
                                + "\"account_id\":\"7e3a1a52-3f0f-4c4e-9d0b-0d1a2b3c4d5e\",\"action\":\"changed\",\"changes\":{\"n\":{\"old\":1,\"new\":1.50}}}");
    }
}
