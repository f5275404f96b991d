package run.opentrack.competition.name.parse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Lexicon file in {@code /duplicates}: lines of a meaning, a colon and its comma-separated words. */
final class LexiconFile {
    private LexiconFile() {}

    record Line(String value, List<String> words) {}

    static List<Line> read(String name) {
        String file = "/duplicates/" + name + ".txt";
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(LexiconFile.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> parseLine(file, line))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Line parseLine(String file, String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new IllegalStateException(file + " has a line without a colon: " + line);
        }
        Stream<String> words = Arrays.stream(line.substring(colon + 1).split(","));
        return new Line(
                line.substring(0, colon).strip(),
                words.map(String::strip).filter(word -> !word.isEmpty()).toList());
    }
}
