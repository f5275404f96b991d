package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ICalendarEventTest {
    @Test
    void lines_fold_at_75_octets_between_characters() {
        String line = "SUMMARY:" + "東京🏃é".repeat(60);
        String folded = ICalendarEvent.foldLines(line + "\r\nUID:1\r\n");
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
