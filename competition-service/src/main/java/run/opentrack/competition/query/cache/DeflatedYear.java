package run.opentrack.competition.query.cache;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

/**
 * Text of a year in compressed blocks of whole competitions. A requested range is joined from blocks; only those that
 * it begins or ends within are compressed anew. Places in the text are offsets of its bytes before compression.
 */
final class DeflatedYear {
    /** Smaller blocks compress worse, larger ones take longer to be compressed anew. */
    private static final int MIN_BLOCK_SIZE = 8 * 1_024;

    private static final int LEVEL = 6;
    private static final int OBJECT_OVERHEAD_BYTES = 80;

    private final List<Block> blocks;
    private final int[] blockEnds;

    /** Consecutive competitions from a start to an end (exclusive) in the text. */
    private record Block(int start, int end, DeflatedBlock deflated) {
        DeflatedBlock cut(int from, int to) {
            return start == from && end == to ? deflated : deflated.cut(from - start, to - start);
        }

        int memoryBytes() {
            return deflated.bytes().length + OBJECT_OVERHEAD_BYTES;
        }
    }

    private DeflatedYear(List<Block> blocks) {
        this.blocks = blocks;
        this.blockEnds = blocks.stream().mapToInt(Block::end).toArray();
    }

    /** @param ends of each competition in the text, behind which is a comma, except the last */
    static DeflatedYear compress(byte[] text, int[] ends) {
        List<Block> blocks = new ArrayList<>();
        Deflater deflater = new Deflater(LEVEL, true);
        int start = 0;
        for (int row = 0; row < ends.length; row++) {
            if (ends[row] - start >= MIN_BLOCK_SIZE || row == ends.length - 1) {
                blocks.add(new Block(start, ends[row], DeflatedBlock.compress(text, start, ends[row], deflater)));
                start = ends[row] + 1;
            }
        }
        deflater.end();
        return new DeflatedYear(blocks);
    }

    int memoryBytes() {
        return blocks.stream().mapToInt(Block::memoryBytes).sum();
    }

    /** Appends the competitions from a start to an end (exclusive) in the text. */
    void appendTo(GzipMember member, int start, int end) {
        // A range starts behind a comma, so never at the end of a block: the search returns -(index + 1).
        int first = -Arrays.binarySearch(blockEnds, start) - 1;
        for (int index = first; index < blockEnds.length && blocks.get(index).start() < end; index++) {
            Block block = blocks.get(index);
            if (index > first) {
                member.append(',');
            }
            member.append(block.cut(Math.max(start, block.start()), Math.min(end, block.end())));
        }
    }
}
