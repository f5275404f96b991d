package run.opentrack.competition.query.cache;

import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * A long text in a quarter of its memory, of which any stretch is read without the rest: blocks that are compressed each by
 * itself. LZ4, for reading what is held is what happens all day: of competitions' JSON it reads 5.7 GB a second and makes it
 * 4.2 times smaller. (Zstandard: 1.8 GB, 5.9 times; it took two fifths of the processor time of a list.)
 */
final class CompressedText {
    /** As far as LZ4 looks back. Blocks of half the size take a thirteenth more memory. */
    private static final int BLOCK_SIZE = 64 * 1_024;
    /** Takes three times as long as the fastest, and a sixth less memory; higher ones save next to nothing. */
    private static final int COMPRESSION_LEVEL = 3;

    private static final LZ4Compressor COMPRESSOR = lz4().highCompressor(COMPRESSION_LEVEL);
    private static final LZ4SafeDecompressor DECOMPRESSOR = lz4().safeDecompressor();
    private static final ThreadLocal<byte[]> BLOCK_BUFFER = ThreadLocal.withInitial(() -> new byte[BLOCK_SIZE]);

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

    private CompressedText(byte[][] blocks, int length) {
        this.blocks = blocks;
        this.length = length;
    }

    /** Takes some milliseconds a megabyte: not for an event loop. */
    static CompressedText compress(byte[] text, int length) {
        byte[][] blocks = new byte[(length + BLOCK_SIZE - 1) / BLOCK_SIZE][];
        byte[] buffer = new byte[COMPRESSOR.maxCompressedLength(BLOCK_SIZE)];
        for (int block = 0; block < blocks.length; block++) {
            int start = block * BLOCK_SIZE;
            int compressedLength = COMPRESSOR.compress(text, start, Math.min(BLOCK_SIZE, length - start), buffer, 0);
            blocks[block] = Arrays.copyOf(buffer, compressedLength);
        }
        return new CompressedText(blocks, length);
    }

    /** How much memory it takes. */
    int memoryBytes() {
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
            int block = from / BLOCK_SIZE;
            int blockStart = block * BLOCK_SIZE;
            int size = Math.min(BLOCK_SIZE, length - blockStart);
            int to = Math.min(end, blockStart + size);
            int targetIndex = at + from - start;
            if (to - from == size) {
                decompress(block, target, targetIndex, size);
            } else {
                byte[] buffer = BLOCK_BUFFER.get();
                decompress(block, buffer, 0, size);
                System.arraycopy(buffer, from - blockStart, target, targetIndex, to - from);
            }
            from = to;
        }
    }

    private void decompress(int block, byte[] target, int at, int size) {
        DECOMPRESSOR.decompress(blocks[block], 0, blocks[block].length, target, at, size);
    }
}
