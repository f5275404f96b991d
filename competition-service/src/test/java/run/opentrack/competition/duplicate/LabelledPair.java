package run.opentrack.competition.duplicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.StreamSupport;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.parse.NameParser;

/**
 * A labelled pair of the gold set. The part follows from the SHA-256 of the name the pair was made of, so that all its
 * pairs are in one part: rules are tuned on one part and evaluated on the other.
 */
record LabelledPair(boolean duplicate, String className, String part, JsonNode a, JsonNode b) {
    static final String TUNING = "tuning";
    static final String HELD_OUT = "held_out";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static List<LabelledPair> all() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                LabelledPair.class.getResourceAsStream("/duplicates/gold.jsonl"), StandardCharsets.UTF_8))) {
            return lines.lines().map(LabelledPair::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    MatchResult compare() {
        return DuplicateMatcher.compare(features(a), features(b));
    }

    MatchResult compareReversed() {
        return DuplicateMatcher.compare(features(b), features(a));
    }

    boolean isHard() {
        return !duplicate && !className.equals("random");
    }

    private static LabelledPair read(String line) {
        try {
            JsonNode pair = MAPPER.readTree(line);
            return new LabelledPair(
                    pair.get("label").asText().equals("same"),
                    pair.get("class").asText(),
                    pair.get("part").asText(),
                    pair.get("a"),
                    pair.get("b"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MatchFeatures features(JsonNode competition) {
        String country = competition.get("country_id").asText();
        String key = NameNormalizer.normalize(text(competition, "full_name"));
        LocalDate date = LocalDate.parse(text(competition, "date"));
        String finish = text(competition, "finish_date");
        return new MatchFeatures(
                null,
                NameParser.parse(key, country),
                MatchFeatures.otherKey(text(competition, "short_name"), key),
                MatchFeatures.otherKey(text(competition, "name_local"), key),
                country,
                date,
                finish.isEmpty() ? date : LocalDate.parse(finish),
                NameNormalizer.normalize(text(competition, "city")),
                number(competition, "latitude"),
                number(competition, "longitude"),
                null,
                text(competition, "national_id"),
                competition.has("age_groups")
                        ? StreamSupport.stream(competition.get("age_groups").spliterator(), false)
                                .map(JsonNode::asText)
                                .toList()
                        : null,
                competition.has("website") ? text(competition, "website") : null,
                competition.has("results_link") ? text(competition, "results_link") : null);
    }

    private static String text(JsonNode competition, String member) {
        return competition.has(member) ? competition.get(member).asText() : "";
    }

    private static Double number(JsonNode competition, String member) {
        return competition.has(member) ? competition.get(member).asDouble() : null;
    }
}
