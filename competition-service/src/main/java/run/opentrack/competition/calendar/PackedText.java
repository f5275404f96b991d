package run.opentrack.competition.calendar;

import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * A long text in a quarter of its memory, of which any stretch is read without the rest: blocks that are compressed each by
 * itself. LZ4, for reading what is held is what happens all day: of competitions' JSON it reads 5.7 GB a second and makes it
 * 4.2 times smaller. (Zstandard: 1.8 GB, 5.9 times; it took two fifths of the processor time of a list.)
 */
final class PackedText {
    /** As far as LZ4 looks back. Blocks of half the size take a thirteenth more memory. */
    private static final int BLOCK = 64 * 1_024;
    /** Takes three times as long as the fastest, and a sixth less memory; higher ones save next to nothing. */
    private static final int LEVEL = 3;

    private static final LZ4Compressor PACKER = lz4().highCompressor(LEVEL);
    private static final LZ4SafeDecompressor UNPACKER = lz4().safeDecompressor();
    private static final ThreadLocal<byte[]> WHOLE_BLOCK = ThreadLocal.withInitial(() -> new byte[BLOCK]);

    private final byte[][] blocks;
    private final int length;

    /** In C; the library's own choice is four times slower Java wherever its class is not of the system's loader, as here. */
    private static LZ4Factory lz4() {
        try {
            return LZ4Factory.nativeInstance();
        } catch (LinkageError | UnsupportedOperationException noLibraryForThisMachine) {
            return LZ4Factory.safeInstance();
        }
    }

    private PackedText(byte[][] blocks, int length) {
        this.blocks = blocks;
        this.length = length;
    }

    /** Takes some milliseconds a megabyte: not for an event loop. */
    static PackedText of(byte[] text, int length) {
        byte[][] blocks = new byte[(length + BLOCK - 1) / BLOCK][];
        byte[] room = new byte[PACKER.maxCompressedLength(BLOCK)];
        for (int block = 0; block < blocks.length; block++) {
            int start = block * BLOCK;
            int packed = PACKER.compress(text, start, Math.min(BLOCK, length - start), room, 0);
            blocks[block] = Arrays.copyOf(room, packed);
        }
        return new PackedText(blocks, length);
    }

    /** How much memory it takes. */
    int bytes() {
        int bytes = 64;
        for (byte[] block : blocks) {
            bytes += block.length + 24;
        }
        return bytes;
    }

    /** Writes the text from start to end, the end left out, into the target at this place. */
    void read(int start, int end, byte[] target, int at) {
        int from = start;
        while (from < end) {
            int block = from / BLOCK;
            int blockStart = block * BLOCK;
            int size = Math.min(BLOCK, length - blockStart);
            int to = Math.min(end, blockStart + size);
            int place = at + from - start;
            if (to - from == size) {
                unpack(block, target, place, size);
            } else {
                byte[] whole = WHOLE_BLOCK.get();
                unpack(block, whole, 0, size);
                System.arraycopy(whole, from - blockStart, target, place, to - from);
            }
            from = to;
        }
    }

    private void unpack(int block, byte[] target, int at, int size) {
        UNPACKER.decompress(blocks[block], 0, blocks[block].length, target, at, size);
    }
}
