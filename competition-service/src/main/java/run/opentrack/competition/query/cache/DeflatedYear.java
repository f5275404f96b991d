package run.opentrack.competition.query.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;

/**
 * Text of a year in compressed blocks of whole competitions. A range is joined from them; only competitions at its ends are
 * compressed for a request.
 */
final class DeflatedYear {
    /** Smaller blocks compress worse; of larger ones more is compressed for a request. */
    private static final int MIN_BLOCK_SIZE = 8 * 1_024;

    private static final int LEVEL = 6;
    /** The fastest level, for event loops. */
    private static final ThreadLocal<Deflater> DEFLATER =
            ThreadLocal.withInitial(() -> new Deflater(Deflater.BEST_SPEED, true));

    private final List<Block> blocks;

    /** Consecutive competitions from a start to an end (exclusive) in the text. */
    private record Block(int start, int end, DeflatedBlock deflated) {
        DeflatedBlock cut(int from, int to) {
            return DeflatedBlock.compress(deflated.inflate(), from - start, to - start, DEFLATER.get());
        }

        int memoryBytes() {
            return deflated.bytes().length + 80;
        }
    }

    private DeflatedYear(List<Block> blocks) {
        this.blocks = blocks;
    }

    /** @param ends of the competitions in the text, between which is a comma each */
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
        for (int index = blockOf(start);
                index < blocks.size() && blocks.get(index).start() < end;
                index++) {
            Block block = blocks.get(index);
            if (block.start() > start) {
                member.append(',');
            }
            member.append(
                    start <= block.start() && block.end() <= end
                            ? block.deflated()
                            : block.cut(Math.max(start, block.start()), Math.min(end, block.end())));
        }
    }

    /** Index of the block with the competition that starts at a place in the text (binary search). */
    private int blockOf(int start) {
        int low = 0;
        int high = blocks.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (blocks.get(middle).end() <= start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
