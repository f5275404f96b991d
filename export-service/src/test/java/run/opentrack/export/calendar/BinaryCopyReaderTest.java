package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.copy.CopyOut;

class BinaryCopyReaderTest {
    static final byte[] HEADER = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};

    @Test
    void rows_are_read_field_by_field_after_the_header() throws SQLException {
        BinaryCopyReader rows = reader(concat(HEADER, row("EST", "ä")), row("LVA", ""), TRAILER);
        assertThat(rows.next()).isTrue();
        assertThat(rows.text()).isEqualTo("EST");
        assertThat(rows.text()).isEqualTo("ä");
        assertThat(rows.next()).isTrue();
        assertThat(rows.text()).isEqualTo("LVA");
        assertThat(rows.text()).isEmpty();
        assertThat(rows.next()).isFalse();
    }

    @Test
    void field_can_be_read_in_place() throws SQLException {
        BinaryCopyReader rows = reader(concat(HEADER, row("EST")), TRAILER);
        rows.next();
        int length = rows.fieldLength();
        assertThat(new String(rows.bytes(), rows.position(), length, StandardCharsets.UTF_8))
                .isEqualTo("EST");
    }

    @Test
    void numbers_are_read_by_their_width() throws SQLException {
        byte[] row = ByteBuffer.allocate(2 + 8 + 12)
                .putShort((short) 2)
                .putInt(4)
                .putInt(7)
                .putInt(8)
                .putLong(1L << 40)
                .array();
        BinaryCopyReader rows = reader(concat(HEADER, row), TRAILER);
        rows.next();
        assertThat(rows.int4()).isEqualTo(7);
        assertThat(rows.int8()).isEqualTo(1L << 40);
    }

    @Test
    void empty_result_has_no_rows() throws SQLException {
        assertThat(reader(concat(HEADER, TRAILER)).next()).isFalse();
        assertThat(reader().next()).isFalse();
    }

    static BinaryCopyReader reader(byte[]... messages) {
        Deque<byte[]> left = new ArrayDeque<>(List.of(messages));
        return new BinaryCopyReader((CopyOut) Proxy.newProxyInstance(
                BinaryCopyReaderTest.class.getClassLoader(),
                new Class<?>[] {CopyOut.class},
                (proxy, method, arguments) -> left.poll()));
    }

    static byte[] row(String... texts) {
        ByteBuffer row = ByteBuffer.allocate(10_000).putShort((short) texts.length);
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            row.putInt(bytes.length).put(bytes);
        }
        byte[] bytes = new byte[row.position()];
        row.flip().get(bytes);
        return bytes;
    }

    static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
