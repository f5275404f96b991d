package run.opentrack.competition.reading;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A table of words in {@code /duplicates}: on each line a meaning, a colon, and the words that have it. */
record WordTable(List<Line> lines) {
    record Line(String value, List<String> words) {}

    static WordTable read(String name) {
        String file = "/duplicates/" + name + ".txt";
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(WordTable.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
            return new WordTable(reader.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line(file, line))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lists of words alone, without a meaning. */
    static List<List<String>> lists(String name) {
        return read(name).lines.stream().map(Line::words).toList();
    }

    private static Line line(String file, String line) {
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
