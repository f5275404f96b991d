package run.opentrack.competition.name.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.competition.name.NameNormalizer;

class NameParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GBR | Kent Under-20 Men's Indoor Championships | age_group=u20 sex=men surface=indoor",
                "GBR | Night of the 10,000m PBs               | distance=10000m",
                "GBR | Winter Series #3                       | ''",
                "GBR | Winter Series #13                      | group=13",
                "GBR | Kuldvillak Open B                      | group=b",
                "GBR | Kuldvillak Games Pre-events            | side_event=side",
                "GBR | Kuldvillak Half Marathon & 10km        | surface=road distance=half marathon",
                "GBR | Kuldvillak Half Marathon 10km          | surface=road distance=10 km,half marathon",
                "POL | Maraton Kuldvillak i bieg na 5 km      | surface=road distance=marathon",
                "ITA | Campionati Italiani di Marcia su strada | discipline=walk level=national",
                "GBR | 60th Cork City Sports 2024             | ''",
                "GBR | Division 2, Match 1                    | group=2",
                "DEU | 3. Abendsportfest                      | ''",
                "DEU | Hallenmeisterschaften U18 weiblich     | age_group=u18 surface=indoor",
                "DEU | Deutsche Jugendmeisterschaften U20     | age_group=u20 level=national",
                "FRA | Semi-marathon de Paris                 | surface=road distance=half marathon",
                "CZE | 3. kolo ligy družstev                  | level=club",
                "POL | Bieg Niepodległości 10 km              | surface=road distance=10 km",
                "FIN | Suomen mestaruuskilpailut              | level=national",
                "EST | Eesti sisemeistrivõistlused            | surface=indoor level=national",
                "SWE | Inomhus-SM i mångkamp                  | surface=indoor discipline=combined events level=national",
                "GRC | Πανελλήνιο Πρωτάθλημα Κ18              | age_group=u18 level=national",
                "UKR | Чемпіонат області з кросу серед юнаків | age_group=u18 surface=cross level=regional",
                "MLT | EAP Malta Meet 18b3fa9c7d2e1a12-0-17   | group=18b3fa9c7d2e1a12.0.17"
            })
    void discriminators_are_recognised_in_any_language(String country, String name, String discriminators) {
        assertThat(NameParser.parse(NameNormalizer.normalize(name), country).discriminators())
                .isEqualTo(discriminators);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DEU | Kuldvillak Lauf 10 km und 5 km | ''",
                "DEU | 10 km und 5 km                 |",
                "GBR | Kuldvillak Rood Classic        | surface=road",
                "GBR | Kuldvillak Open                |",
                "GBR | Kuldvillak Open B              | ''",
                "DEU | Kuldvillak Meeting - Landesmeisterschaften | ''",
                "DEU | Kuldvillak Meisterschaften U18 |"
            })
    void the_variant_has_the_discriminators_of_another_name(String country, String name, String discriminators) {
        assertThat(NameParser.parse(NameNormalizer.normalize(name), country).otherDiscriminators(null))
                .isEqualTo(discriminators);
    }

    @ParameterizedTest
    @ValueSource(strings = {"García", "Ferrer", "Allen", "Fontana", "Kallas", "Rossi", "Maria", "Werner", "Giovanni"})
    void a_name_that_resembles_a_term_is_no_discriminator(String name) {
        assertThat(NameParser.parse(NameNormalizer.normalize("Memorial " + name), "ESP")
                        .discriminators())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Championshps, championship", "Meetnig, competition", "Coupe, cup", "mälestusvõistlused, memorial"})
    void misspelled_and_foreign_words_have_the_canonical_meaning(String word, String meaning) {
        assertThat(NameParser.parse(NameNormalizer.normalize(word), "EST").words())
                .extracting(NameWord::text)
                .contains(meaning);
    }
}
