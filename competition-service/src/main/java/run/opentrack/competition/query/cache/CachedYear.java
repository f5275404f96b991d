package run.opentrack.competition.query.cache;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A country's competitions of one year as one text in list order, so that the list of some dates is a range of it.
 *
 * @param version version of the country's calendar
 * @param text their JSON, joined by commas
 * @param days date of each, in days since 1970
 * @param ends end of each in the text
 */
record CachedYear(long version, CompressedText text, int[] days, int[] ends) {
    /** Builds a year from its competitions in list order. Compresses them, so not for an event loop. */
    static CachedYear of(long version, Stream<CalendarCache.DatedJson> competitions) {
        Builder builder = new Builder();
        competitions.forEach(competition -> builder.add(competition.day(), competition.json()));
        return builder.build(version);
    }

    int memoryBytes() {
        return text.memoryBytes() + 8 * days.length + 64;
    }

    /** Range of the competitions from the first to the last day, both inclusive. */
    Range range(long firstDay, long lastDay) {
        int from = countBefore(firstDay);
        int to = countBefore(lastDay + 1);
        return from == to ? new Range(0, 0) : new Range(from == 0 ? 0 : ends[from - 1] + 1, ends[to - 1]);
    }

    /** Number of competitions before a day (binary search). */
    private int countBefore(long day) {
        int low = 0;
        int high = days.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (days[middle] < day) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Consecutive competitions of the year's text, with the commas between them. */
    final class Range {
        private final int start;
        private final int end;

        private Range(int start, int end) {
            this.start = start;
            this.end = end;
        }

        int length() {
            return end - start;
        }

        /** Copies bytes {@code from} to {@code to} (exclusive) of the range to {@code target} at {@code index}. */
        void write(int from, int to, byte[] target, int index) {
            text.read(start + from, start + to, target, index);
        }
    }

    private static final class Builder {
        private byte[] text = new byte[64 * 1_024];
        private int length;
        private int[] days = new int[128];
        private int[] ends = new int[128];
        private int rows;

        void add(long day, Buffer json) {
            int size = json.length();
            text = withCapacity(text, length + size + 1);
            if (rows > 0) {
                text[length++] = ',';
            }
            json.getBytes(text, length);
            length += size;
            if (rows == days.length) {
                days = Arrays.copyOf(days, 2 * rows);
                ends = Arrays.copyOf(ends, 2 * rows);
            }
            days[rows] = (int) day;
            ends[rows++] = length;
        }

        CachedYear build(long version) {
            return new CachedYear(
                    version,
                    CompressedText.compress(text, length),
                    Arrays.copyOf(days, rows),
                    Arrays.copyOf(ends, rows));
        }

        private static byte[] withCapacity(byte[] text, int length) {
            return length <= text.length ? text : Arrays.copyOf(text, Math.max(length, 2 * text.length));
        }
    }
}
