package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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

/** Property test with a fixed seed: a comparison does not depend on the order of the pair. */
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
            @ForAll("competitions") ObjectNode one,
            @ForAll("competitions") ObjectNode other,
            @ForAll("countries") String country) {
        MatchFeatures a = LabelledPair.features(one.put("country_id", country));
        MatchFeatures b = LabelledPair.features(other.put("country_id", country));
        assertThat(DuplicateMatcher.compare(a, b)).isEqualTo(DuplicateMatcher.compare(b, a));
        assertThat(DuplicateMatcher.compare(a, a).isDuplicate()).isTrue();
    }

    @Provide
    Arbitrary<String> countries() {
        return Arbitraries.of("EST", "ITA", "GRC");
    }

    /** Competitions of one day under names of words of the gold set, so that many pairs are similar. */
    @Provide
    Arbitrary<ObjectNode> competitions() {
        Arbitrary<String> word = Arbitraries.of(WORDS);
        Arbitrary<String> common = Arbitraries.of("Open", "Ooen", "Memorial", "10km", "U18", "Tartu", "①", "Half", "2");
        Arbitrary<String> name =
                Arbitraries.oneOf(word, common).list().ofMinSize(1).ofMaxSize(4).map(words -> String.join(" ", words));
        Arbitrary<String> city = Arbitraries.of("", "Tartu", "Brixen", "Bressanone");
        return Combinators.combine(
                        name, name, city, Arbitraries.of(0.0, 58.38, 58.39), Arbitraries.of(true, false, false))
                .as(DuplicateMatcherPropertyTest::competition);
    }

    private static ObjectNode competition(String name, String local, String city, double latitude, boolean hasLocal) {
        ObjectNode competition = JsonNodeFactory.instance
                .objectNode()
                .put("full_name", name)
                .put("date", "2026-06-06")
                .put("city", city);
        if (hasLocal) {
            competition.put("name_local", local);
        }
        if (latitude > 0) {
            competition.put("latitude", latitude).put("longitude", 26.7);
        }
        return competition;
    }
}
