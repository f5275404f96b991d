package run.opentrack.competition.name.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.competition.name.NameNormalizer;

class NumberClassifierTest {
    @ParameterizedTest
    @CsvSource({
        "12. Sportfest,          EDITION, 12",
        "Memorial Kurtz XXIII,   EDITION, 23",
        "60th Cork City Sports,  EDITION, 60",
        "Auflage 7 Sportfest,    EDITION, 7",
        "Sportfest 3,            NUMBER,  3",
        "Round 3 of the League,  NUMBER,  3",
        "3. kolo,                NUMBER,  3",
        "Grand Prix 2 Leverkusen, NUMBER, 2",
        "Open Series 2-17,       GROUP,   2.17",
        "Sportfest Level 2,      MARK,    2",
        "Sportfest Kat. A,       MARK,    a",
        "Sportfest Gruppe 2,     GROUP,   2",
        "2. Sportfest Series 2-17, EDITION, 2",
        "2. Tappa Gran Premio,   ROUND,   2",
        "Pikne Memorial – 3. Lauf Cup, ROUND, 3",
        "Spring Meeting 2021,    YEAR,    2021",
        "Spring Meeting 2021/22, YEAR,    2021",
        "An 800 Meeting,         DISTANCE, 800m",
        "10 000 m Gala,          DISTANCE, 10000m",
        "5 Miles of Bern,        DISTANCE, 5 miles"
    })
    void a_number_is_classified_by_its_position(String name, TokenType type, String value) {
        ParsedName parsed = NameParser.parse(NameNormalizer.normalize(name), "DEU");
        assertThat(parsed.facet(type)).isEqualTo(Set.of(value));
    }

    @ParameterizedTest
    @CsvSource({"Spring Meeting 2021/22, NUMBER", "12. Sportfest, NUMBER", "Sportfest 3, EDITION", "1895 Run, YEAR"})
    void and_as_nothing_else(String name, TokenType type) {
        assertThat(NameParser.parse(NameNormalizer.normalize(name), "DEU").facet(type))
                .isEmpty();
    }
}
