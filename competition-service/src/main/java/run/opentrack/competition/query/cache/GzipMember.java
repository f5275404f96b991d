package run.opentrack.competition.query.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gzip file (RFC 1952) joined from compressed blocks without copying them. It has one member, as browsers read only the
 * first of several.
 */
final class GzipMember {
    private static final byte DEFLATE = 8;
    private static final byte UNKNOWN_SYSTEM = (byte) 0xFF;
    private static final byte[] HEADER = {0x1F, (byte) 0x8B, DEFLATE, 0, 0, 0, 0, 0, 0, UNKNOWN_SYSTEM};
    /** Last block of a deflate stream, without content. */
    private static final short LAST_BLOCK = 3;

    private static final int TRAILER_BYTES = 10;

    private static final Map<Character, DeflatedBlock> CHARACTERS =
            Stream.of('[', ',', ']').collect(Collectors.toMap(Function.identity(), DeflatedBlock::of));

    private final List<byte[]> parts = new ArrayList<>();
    private int crc;
    private int length;

    GzipMember() {
        parts.add(HEADER);
    }

    /** @param character a bracket or a comma */
    void append(char character) {
        append(CHARACTERS.get(character));
    }

    void append(DeflatedBlock block) {
        parts.add(block.bytes());
        crc = block.combineCrc(crc);
        length += block.length();
    }

    /** Ends the file, to which nothing can be appended any more. */
    ByteBuf end() {
        parts.add(ByteBuffer.allocate(TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(LAST_BLOCK)
                .putInt(crc)
                .putInt(length)
                .array());
        return Unpooled.wrappedBuffer(parts.toArray(byte[][]::new));
    }
}
