package run.opentrack.competition.query.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompressedTextTest {
    private static final Random DICE = new Random(3);

    @Test
    void every_range_reads_as_it_was_written() {
        for (int length : new int[] {0, 1, 65_535, 65_536, 65_537, 131_072, 200_000}) {
            byte[] text = text(length);
            CompressedText packed = CompressedText.compress(Arrays.copyOf(text, length + 100), length);
            for (int tries = 0; tries < 300; tries++) {
                int start = DICE.nextInt(length + 1);
                int end = start + DICE.nextInt(length - start + 1);
                byte[] target = new byte[end - start + 2];
                packed.read(start, end, target, 1);
                assertThat(Arrays.copyOfRange(target, 1, target.length - 1))
                        .isEqualTo(Arrays.copyOfRange(text, start, end));
                assertThat(new byte[] {target[0], target[target.length - 1]}).containsOnly(0);
            }
        }
    }

    @Test
    void repetitive_text_takes_a_small_part_of_its_length() {
        byte[] text = "{\"full_name\":\"Open Meeting\",\"country_id\":\"GBR\"},"
                .repeat(4_000)
                .getBytes(StandardCharsets.UTF_8);
        assertThat(CompressedText.compress(text, text.length).memoryBytes()).isLessThan(text.length / 20);
    }

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ('a' + DICE.nextInt(4));
        }
        return text;
    }
}
