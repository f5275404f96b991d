package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompetitionTypeTest {
    @ParameterizedTest
    @CsvSource({
        "Berlin Marathon, ROAD",
        "Stadtmarathon Graz, ROAD",
        "Mdina 10K, ROAD",
        "The Mile, ROAD",
        "Waldcrosslauf Olten, XC",
        "XC Challenge, XC",
        "Gran Premio (sala), INDOOR",
        "Atletizm Salonu Kupası, INDOOR",
        "Hallenmeeting Linz, INDOOR",
        "Race Walking Cup, WALK",
    })
    void words_of_a_name_decide_the_type(String name, CompetitionType type) {
        assertThat(CompetitionType.of(named(name))).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({"Meeting de Salamanca", "Thessaloniki Open", "Memorial Milena", "Cup sdxcgb", "Cup of 15kings", "Halal"
    })
    void short_word_inside_another_is_ignored(String name) {
        assertThat(CompetitionType.of(named(name))).isEqualTo(CompetitionType.TRACK);
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
