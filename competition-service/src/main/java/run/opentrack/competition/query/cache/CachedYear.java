package run.opentrack.competition.query.cache;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * A country's competitions of a year as one text, in the order of the calendar, so that a list of some of its days is a
 * stretch of it.
 *
 * @param version of the country's calendar
 * @param text their JSON, joined by commas
 * @param days of each, since 1970
 * @param ends where each ends in the text
 */
record CachedYear(long version, CompressedText text, int[] days, int[] ends) {
    /** How much memory it takes. */
    int memoryBytes() {
        return text.memoryBytes() + 8 * days.length + 64;
    }

    /** Where those of the days from first to last, both included, are. */
    Range range(long firstDay, long lastDay) {
        int from = countBefore(firstDay);
        int to = countBefore(lastDay + 1);
        return from == to ? new Range(0, 0) : new Range(from == 0 ? 0 : ends[from - 1] + 1, ends[to - 1]);
    }

    /** How many are of days before this one. */
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

    /** Competitions of the year's text that follow each other, with the commas between them. */
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

        /** Writes what of it is from one place to another into the target at a third. */
        void write(int from, int to, byte[] target, int at) {
            text.read(start + from, start + to, target, at);
        }
    }

    /** Collects rows in the order of the calendar. */
    static final class Builder {
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

        /** Packs them: not for an event loop. */
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
