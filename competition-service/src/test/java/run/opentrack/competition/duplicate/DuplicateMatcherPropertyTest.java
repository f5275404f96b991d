package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Property test with a fixed seed: a comparison depends neither on the order of the pair nor on the time of day. */
class DuplicateMatcherPropertyTest {
    private static final List<JsonNode> COMPETITIONS = LabelledPair.all().stream()
            .flatMap(pair -> Stream.of(pair.a(), pair.b()))
            .distinct()
            .toList();
    private static final List<String> WORDS = COMPETITIONS.stream()
            .flatMap(competition ->
                    Arrays.stream(competition.get("full_name").asText().split(" ")))
            .distinct()
            .toList();

    @Property(tries = 5_000, seed = "20270613")
    void the_order_of_two_competitions_does_not_matter(
            @ForAll("competitions") JsonNode one, @ForAll("competitions") JsonNode other) {
        MatchFeatures a = LabelledPair.features(one);
        MatchFeatures b = LabelledPair.features(other);
        assertThat(DuplicateMatcher.compare(a, b)).isEqualTo(DuplicateMatcher.compare(b, a));
        assertThat(DuplicateMatcher.compare(a, a).isDuplicate()).isTrue();
    }

    /** Competitions of one country and day under names of words of the gold set, so that many pairs are similar. */
    @Provide
    Arbitrary<JsonNode> competitions() {
        Arbitrary<String> word = Arbitraries.of(WORDS);
        Arbitrary<String> common = Arbitraries.of("Open", "Ooen", "Memorial", "10km", "U18", "Tartu", "①", "Half", "2");
        Arbitrary<String> name =
                Arbitraries.oneOf(word, common).list().ofMinSize(1).ofMaxSize(4).map(words -> String.join(" ", words));
        Arbitrary<String> city = Arbitraries.of("", "Tartu", "Brixen", "Bressanone");
        return Combinators.combine(
                        name,
                        name,
                        city,
                        Arbitraries.of(0.0, 58.38, 58.39),
                        Arbitraries.integers().between(0, 9))
                .as(DuplicateMatcherPropertyTest::competition);
    }

    private static JsonNode competition(String name, String local, String city, double latitude, int mode) {
        ObjectNode competition = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        competition
                .put("full_name", name)
                .put("country_id", mode < 5 ? "EST" : "ITA")
                .put("date", "2026-06-06")
                .put("city", city);
        if (mode == 1) {
            competition.put("name_local", local);
        }
        if (latitude > 0) {
            competition.put("latitude", latitude).put("longitude", 26.7);
        }
        return competition;
    }
}
