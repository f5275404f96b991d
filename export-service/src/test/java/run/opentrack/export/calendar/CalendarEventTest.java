package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CalendarEventTest {
    @Test
    void no_line_has_more_than_75_octets_and_none_ends_within_a_character() {
        String line = "SUMMARY:" + "東京🏃é".repeat(60);
        String folded = CalendarEvent.folded(line + "\r\nUID:1\r\n");
        assertThat(folded.split("\r\n"))
                .allSatisfy(part ->
                        assertThat(part.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 75))
                .allSatisfy(part -> assertThat(part).doesNotContain("?"));
        assertThat(folded.replace("\r\n ", "")).isEqualTo(line + "\r\nUID:1\r\n");
        assertThat(folded.getBytes(StandardCharsets.UTF_8))
                .isEqualTo(new String(folded.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                        .getBytes(StandardCharsets.UTF_8));
    }
}
