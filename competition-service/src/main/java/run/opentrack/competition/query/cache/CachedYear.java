package run.opentrack.competition.query.cache;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * A country's competitions of one year as one text in list order, so that the list of some dates is a range of it.
 *
 * @param version version of the country's calendar
 * @param plain their JSON, joined by commas; null in a year for gzip
 * @param deflated the same for gzip; null in a year for plain lists
 * @param days date of each, in days since 1970
 * @param ends end of each in the text
 */
record CachedYear(long version, CompressedText plain, DeflatedYear deflated, int[] days, int[] ends) {
    /** Builds a year from its competitions in list order. Compresses them, so not for an event loop. */
    static CachedYear of(long version, boolean gzip, Stream<CalendarCache.DatedJson> competitions) {
        List<CalendarCache.DatedJson> rows = competitions.toList();
        Buffer text = Buffer.buffer(64 * 1_024);
        int[] days = new int[rows.size()];
        int[] ends = new int[rows.size()];
        for (int row = 0; row < days.length; row++) {
            if (row > 0) {
                text.appendByte((byte) ',');
            }
            text.appendBuffer(rows.get(row).json());
            days[row] = (int) rows.get(row).day();
            ends[row] = text.length();
        }
        byte[] bytes = text.getBytes();
        return new CachedYear(
                version,
                gzip ? null : CompressedText.compress(bytes, bytes.length),
                gzip ? DeflatedYear.compress(bytes, ends) : null,
                days,
                ends);
    }

    int memoryBytes() {
        return (plain == null ? deflated.memoryBytes() : plain.memoryBytes()) + 8 * days.length + 64;
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
            plain.read(start + from, start + to, target, index);
        }

        void appendTo(GzipMember member) {
            deflated.appendTo(member, start, end);
        }
    }
}
