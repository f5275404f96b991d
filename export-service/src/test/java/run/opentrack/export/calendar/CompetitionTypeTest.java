package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompetitionTypeTest {
    @ParameterizedTest
    @CsvSource({
        "Berlin Marathon, ROAD",
        "Stadtmarathon Graz, ROAD",
        "Mdina 10K, ROAD",
        "The Mile, ROAD",
        "Bieg Niepodległości z Marszem Nordic Walking, ROAD",
        "Waldcrosslauf Olten, XC",
        "XC Challenge, XC",
        "Gran Premio (sala), INDOOR",
        "Atletizm Salonu Kupası, INDOOR",
        "Hallenmeeting Linz, INDOOR",
        "Race Walking Cup, WALK",
        "Championnats de France de marche, WALK",
        "Deutsche Meisterschaften Straßengehen, WALK",
        "Crossmeisterschaften Uster, XC",
        "Piirinmestaruushallit, INDOOR",
        "ΠΑΝΕΛΛΗΝΙΟ ΠΡΩΤΑΘΛΗΜΑ ΚΛΕΙΣΤΟΥ, INDOOR",
        "Πρωτάθλημα σε κλειστό στίβο, INDOOR",
        "Eesti meistrivõistlused murdmaajooksus, XC",
        "SM Halle, INDOOR",
        "Deutsche Meisterschaften in der Halle, INDOOR",
        "Campionatele Naționale de Sală, INDOOR",
        "Campeonato Nacional em Pista Coberta, INDOOR",
        "Halle-Marathon, ROAD",
        "Mitteldeutscher Marathon Halle, ROAD",
        "Marato\u0301n de Valencia, ROAD",
        "Marathón Praha, ROAD",
        "Halbmarathon im Ma\u00adrathon, ROAD",
        "Red Cross Charity 10k, ROAD",
        "New Cross Country League, XC",
        "Biegi przelajowe, XC",
        "Cross de l'Yser, XC",
        "Bieg gorski, MOUNTAIN",
        "Carreras de Montan\u0303a, MOUNTAIN",
        "Campionatul Național de alergare montană, MOUNTAIN",
        "SM i ga\u030ang, WALK",
        "DM i gang, WALK",
        "NM kappgang, WALK",
    })
    void words_of_a_name_decide_the_type(String name, CompetitionType type) {
        assertThat(CompetitionType.of(named(name))).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Challenge Provincial BPM",
                "MAAA Championships Young Athletes / Challenge 2 Senior",
                "Memorial Marchetti",
                "Meeting de Salamanca",
                "Thessaloniki Open",
                "Memorial Milena",
                "Cup sdxcgb",
                "Cup of 15kings",
                "Halal",
                "Hallesche Werfertage",
                "Werfertage Halle",
                "Halle (Saale) Open",
                "Hallenberg Open",
                "Halliwell Trophy",
                "Trofeo delle Marche",
                "Trofeo Marcianise",
                "Memorial Marchand",
                "Crossley Cup",
                "Norcross Open",
                "Streetly Open",
                "Stradano Meeting",
                "Routeburn Cup",
                "Trailers Cup",
                "Heidelberglauf",
                "Galoppet",
                "Mountaineers Open",
                "Ingången",
                "Teatejooksud",
                "Strassen Meeting",
                "Mikros Open",
                "Run Across Mallorca",
                "King's Cross Run",
                "Red Cross Open",
                "Championnat de France de marche nordique",
                "Marcha Nórdica de Jaca",
                "Marcia Nordica",
                "Meeting de Marche-en-Famenne",
                "Sala Friidrottsspel",
                "Friidrott i Sala",
                "Míting Šaľa",
                "Meeting in Halle",
                "Montana Meeting",
                "Gorski Kotar Open",
                "Kom i gang",
                "Mile End Open",
                "Mountain Ash Open"
            })
    void letters_inside_a_word_say_nothing(String name) {
        assertThat(CompetitionType.of(named(name))).isEqualTo(CompetitionType.TRACK);
    }

    @Test
    void phrase_does_not_span_two_names() {
        assertThat(CompetitionType.of(named("Meeting 10").put("short_name", "km Open")))
                .isEqualTo(CompetitionType.TRACK);
    }

    /** The golden file is read by a person after each change of the words. */
    @Test
    void words_of_thousands_of_real_names_that_decide_a_type_equal_the_golden_file() throws IOException {
        ObjectMapper json = new ObjectMapper();
        Set<ObjectNode> competitions = new HashSet<>();
        try (Stream<String> pairs =
                Files.lines(Path.of("../competition-service/src/test/resources/duplicates/gold.jsonl"))) {
            for (String pair : pairs.toList()) {
                competitions.add((ObjectNode) json.readTree(pair).get("a"));
                competitions.add((ObjectNode) json.readTree(pair).get("b"));
            }
        }
        Path demo = Path.of("../deploy/local/src/main/resources/demo/competitions.csv");
        for (String line : Files.readAllLines(demo)) {
            String[] cells = line.split(";");
            competitions.add(named(cells[4]).put("short_name", cells[5]).put("name_local", cells[6]));
        }
        Set<String> words = new TreeSet<>();
        competitions.forEach(competition -> CompetitionType.ofNames(competition)
                .ifPresent(found -> words.add(found.getKey() + " " + found.getValue())));
        assertThat(competitions).hasSizeGreaterThan(6_000);
        String golden = Files.readString(Path.of("src/test/resources/golden/competition-types.txt"));
        assertThat(String.join("\n", words)).isEqualTo(golden.strip());
    }

    @ParameterizedTest
    @CsvSource({"MAR, ROAD", "XC, XC", "20KW, WALK", "60H, INDOOR", "LJ, TRACK"})
    void events_decide_where_the_name_does_not(String code, CompetitionType type) {
        ObjectNode competition = named("Open");
        competition.putArray("events").addObject().put("event_code", code);
        assertThat(CompetitionType.of(competition)).isEqualTo(type);
    }

    private static ObjectNode named(String name) {
        return JsonNodeFactory.instance.objectNode().put("full_name", name);
    }
}
