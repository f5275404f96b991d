package run.opentrack.competition.duplicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.parse.NameParser;

/**
 * A labelled pair of the gold set. Rules are tuned on one part and evaluated on the others. Of pairs made from one name,
 * the part follows from the SHA-256 of the name, so that all are in one part. The unseen part was written by hand, with
 * spellings of real calendars, before the rules for its kinds; its errors are reported in sum only.
 *
 * @param kind difference of a duplicate's names, or the discriminator of two competitions
 */
record LabelledPair(boolean duplicate, String kind, String part, JsonNode a, JsonNode b) {
    static final String TUNING = "tuning";
    static final String HELD_OUT = "held_out";
    static final String UNSEEN = "unseen";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<LabelledPair> ALL =
            Stream.of("gold", "unseen").flatMap(LabelledPair::read).toList();

    static List<LabelledPair> all() {
        return ALL;
    }

    static List<LabelledPair> of(String part) {
        return all().stream().filter(pair -> pair.part().equals(part)).toList();
    }

    /** Classification of the second as a candidate of the first, as the finder makes it. */
    MatchResult compare() {
        return compare(features(a), features(b));
    }

    MatchResult compareReversed() {
        return compare(features(b), features(a));
    }

    static MatchResult compare(MatchFeatures probe, MatchFeatures stored) {
        return isCandidate(probe, stored) ? DuplicateMatcher.compare(probe, stored) : MatchResult.DISTINCT;
    }

    /** Tests for a row of the blocking query: equal discriminators, a long event, or an equal national id. */
    private static boolean isCandidate(MatchFeatures probe, MatchFeatures stored) {
        return !Collections.disjoint(blockingKeys(probe), blockingKeys(stored))
                || stored.finishDate().isAfter(stored.date().plusDays(7))
                || IdentifierRules.sameNationalId(probe, stored);
    }

    private static Set<String> blockingKeys(MatchFeatures features) {
        return new HashSet<>(
                List.of(features.fullName().discriminators(), CandidateRepository.localDiscriminators(features)));
    }

    boolean isHard() {
        return !duplicate && !kind.equals("random");
    }

    private static Stream<LabelledPair> read(String file) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                LabelledPair.class.getResourceAsStream("/duplicates/" + file + ".jsonl"), StandardCharsets.UTF_8))) {
            return lines.lines().map(LabelledPair::parse).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LabelledPair parse(String line) {
        try {
            JsonNode pair = MAPPER.readTree(line);
            return new LabelledPair(
                    pair.get("label").asText().equals("same"),
                    pair.get("kind").asText(),
                    pair.get("part").asText(),
                    pair.get("a"),
                    pair.get("b"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MatchFeatures features(JsonNode competition) {
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
