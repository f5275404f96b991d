package run.opentrack.competition.query.cache;

import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Text compressed in independent blocks, so that any range is read without the rest. LZ4, because reading is the frequent
 * operation.
 */
final class CompressedText {
    /** Window of LZ4; larger blocks do not compress better. */
    private static final int BLOCK_SIZE = 64 * 1_024;

    private static final int COMPRESSION_LEVEL = 3;

    private static final LZ4Compressor COMPRESSOR = lz4().highCompressor(COMPRESSION_LEVEL);
    private static final LZ4SafeDecompressor DECOMPRESSOR = lz4().safeDecompressor();
    private static final ThreadLocal<byte[]> BLOCK_BUFFER = ThreadLocal.withInitial(() -> new byte[BLOCK_SIZE]);

    private final byte[][] blocks;
    private final int length;

    /** Native implementation; the library itself would choose pure Java, as its class is not of the system class loader. */
    private static LZ4Factory lz4() {
        try {
            return LZ4Factory.nativeInstance();
        } catch (LinkageError | UnsupportedOperationException notAvailable) {
            return LZ4Factory.safeInstance();
        }
    }

    private CompressedText(byte[][] blocks, int length) {
        this.blocks = blocks;
        this.length = length;
    }

    /** Compresses the first {@code length} bytes. Too slow for an event loop. */
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

    int memoryBytes() {
        int bytes = 64;
        for (byte[] block : blocks) {
            bytes += block.length + 24;
        }
        return bytes;
    }

    /** Copies bytes {@code start} to {@code end} (exclusive) to {@code target} at {@code at}. */
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
