package run.opentrack.competition.imports.format;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Detects the charset of a text file: by its byte order mark, UTF-8 if it is valid as such, otherwise Windows-1252. */
final class TextDecoder {
    private static final int BUFFER_SIZE = 8_192;
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private TextDecoder() {}

    /** Returns a reader of the text behind the byte order mark. */
    static Reader open(byte[] content) {
        if (startsWith(content, 0xef, 0xbb, 0xbf)) {
            return open(content, 3, StandardCharsets.UTF_8);
        }
        if (startsWith(content, 0xff, 0xfe)) {
            return open(content, 2, StandardCharsets.UTF_16LE);
        }
        if (startsWith(content, 0xfe, 0xff)) {
            return open(content, 2, StandardCharsets.UTF_16BE);
        }
        return open(content, 0, isUtf8(content) ? StandardCharsets.UTF_8 : WINDOWS);
    }

    private static Reader open(byte[] content, int start, Charset charset) {
        return new InputStreamReader(new ByteArrayInputStream(content, start, content.length - start), charset);
    }

    private static boolean startsWith(byte[] content, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (content.length <= i || (content[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf8(byte[] content) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(content);
        CharBuffer characters = CharBuffer.allocate(BUFFER_SIZE);
        CoderResult result = CoderResult.OVERFLOW;
        while (result.isOverflow()) {
            characters.clear();
            result = decoder.decode(bytes, characters, true);
        }
        return !result.isError();
    }
}
