package run.opentrack.competition.query.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.query.cache.CalendarCache.DatedJson;

class GzipMemberTest {
    private static final int HEADER_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final Random RANDOM = new Random(7);

    @Test
    void any_range_of_years_is_one_gzip_member_with_the_plain_text() throws IOException, DataFormatException {
        List<Year> years = List.of(year(0, 1), year(1, 40), year(300, 700), year(2_000, 100), year(40, 20_000));
        for (int attempt = 0; attempt < 2_000; attempt++) {
            List<CachedYear.Range> plainRanges = new ArrayList<>();
            List<CachedYear.Range> gzipRanges = new ArrayList<>();
            for (int part = RANDOM.nextInt(4); part > 0; part--) {
                int first = RANDOM.nextInt(380) - 5;
                int last = first + RANDOM.nextInt(370);
                Year year = years.get(RANDOM.nextInt(years.size()));
                plainRanges.add(year.plain().range(first, last));
                gzipRanges.add(year.gzip().range(first, last));
            }
            CachedListResponse list = CachedListResponse.of(plainRanges, false);
            byte[] plain = list.cut(0, list.length());
            byte[] gzip =
                    ByteBufUtil.getBytes(CachedListResponse.of(gzipRanges, true).gzipFile());
            // Checks length and CRC, and would read further members.
            assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes())
                    .isEqualTo(plain);
            assertThat(inflatedLengthOfOneMember(gzip)).isEqualTo(plain.length);
        }
    }

    @Test
    void a_list_is_much_smaller_than_its_text() {
        CachedListResponse list =
                CachedListResponse.of(List.of(year(2_000, 1_000).gzip().range(0, 366)), true);
        assertThat(list.gzipFile().readableBytes()).isLessThan(list.length() / 4);
    }

    private static long inflatedLengthOfOneMember(byte[] gzip) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        inflater.setInput(Arrays.copyOfRange(gzip, HEADER_BYTES, gzip.length));
        while (!inflater.finished()) {
            assertThat(inflater.inflate(new byte[8_192]) + inflater.getRemaining())
                    .isPositive();
        }
        assertThat(inflater.getRemaining()).isEqualTo(TRAILER_BYTES);
        long length = inflater.getBytesWritten();
        inflater.end();
        return length;
    }

    private record Year(CachedYear plain, CachedYear gzip) {}

    /** @param maxBytes of a competition */
    private static Year year(int competitions, int maxBytes) {
        List<DatedJson> rows = IntStream.range(0, competitions)
                .mapToObj(n -> new DatedJson((long) n * 366 / competitions, json(RANDOM.nextInt(maxBytes))))
                .toList();
        return new Year(CachedYear.of(1, false, rows.stream()), CachedYear.of(1, true, rows.stream()));
    }

    private static Buffer json(int bytes) {
        StringBuilder words = new StringBuilder("{\"full_name\":\"");
        while (words.length() < bytes) {
            words.append("Spring Meeting ").append(Integer.toString(RANDOM.nextInt(10_000), 36));
        }
        return Buffer.buffer(words.append("\"}").toString());
    }
}
