package run.opentrack.competition.query.cache;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Text compressed as a part of a deflate stream (RFC 1951) that ends at a byte and refers to nothing before it, so that
 * blocks can be joined in any order.
 *
 * @param crc CRC-32 of the text
 * @param length of the text in bytes
 * @param crcShift factor by which a CRC is multiplied when this text follows
 */
record DeflatedBlock(byte[] bytes, int crc, int length, int crcShift) {
    /** CRC-32 polynomial, the bits reversed (RFC 1952, 8). */
    private static final int POLYNOMIAL = 0xEDB88320;
    /** The polynomial 1, the bits reversed. */
    private static final int ONE = 1 << 31;

    private static final int BITS_PER_BYTE = 8;
    private static final int BUFFER_SIZE = 4_096;

    /** The fastest level, for event loops. */
    private static final ThreadLocal<Deflater> DEFLATER =
            ThreadLocal.withInitial(() -> new Deflater(Deflater.BEST_SPEED, true));

    private static final ThreadLocal<Inflater> INFLATER = ThreadLocal.withInitial(() -> new Inflater(true));

    static DeflatedBlock of(char character) {
        return compress(new byte[] {(byte) character}, 0, 1, DEFLATER.get());
    }

    /** @param deflater without a header, reset before its use */
    static DeflatedBlock compress(byte[] text, int from, int to, Deflater deflater) {
        CRC32 crc = new CRC32();
        crc.update(text, from, to - from);
        deflater.reset();
        deflater.setInput(text, from, to - from);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER_SIZE);
        byte[] buffer = new byte[BUFFER_SIZE];
        int written;
        do {
            written = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
            bytes.write(buffer, 0, written);
        } while (written == buffer.length);
        return new DeflatedBlock(bytes.toByteArray(), (int) crc.getValue(), to - from, powerOfX(to - from));
    }

    /** Block of a part of the text, which is compressed at the fastest level. */
    DeflatedBlock cut(int from, int to) {
        return compress(inflate(), from, to, DEFLATER.get());
    }

    private byte[] inflate() {
        Inflater inflater = INFLATER.get();
        inflater.reset();
        inflater.setInput(bytes);
        byte[] text = new byte[length];
        try {
            inflater.inflate(text);
        } catch (DataFormatException damaged) {
            throw new IllegalStateException(damaged);
        }
        return text;
    }

    /** CRC of a text and this one behind it. */
    int combineCrc(int crcOfTextBefore) {
        return multiply(crcShift, crcOfTextBefore) ^ crc;
    }

    /** Returns x to the power of the number of bits, by repeated squaring. */
    private static int powerOfX(int bytes) {
        int result = ONE;
        int square = ONE >>> 1;
        for (long bits = (long) bytes * BITS_PER_BYTE; bits > 0; bits >>= 1) {
            if ((bits & 1) == 1) {
                result = multiply(square, result);
            }
            square = multiply(square, square);
        }
        return result;
    }

    /** Multiplies polynomials modulo that of the CRC. */
    private static int multiply(int a, int b) {
        int product = 0;
        int shifted = b;
        for (int rest = a; rest != 0; rest <<= 1) {
            if (rest < 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) == 1 ? shifted >>> 1 ^ POLYNOMIAL : shifted >>> 1;
        }
        return product;
    }
}
