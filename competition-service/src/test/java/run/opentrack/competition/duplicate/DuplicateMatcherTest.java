package run.opentrack.competition.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult.Type;

class DuplicateMatcherTest {
    private static final String NAME = "Kuldvillak Memorial";

    @Test
    void an_equal_name_on_the_same_date_is_an_exact_match() {
        MatchResult result = compare(NAME, "", "KULDVILLAK MEMÓRIAL", "");
        assertThat(result.type()).isEqualTo(Type.EXACT);
        assertThat(result.score()).isEqualTo(1);
    }

    @Test
    void an_equal_name_on_an_overlapping_date_is_similar() {
        assertThat(compare(NAME, "'finish_date':'2026-06-07'", NAME, "'date':'2026-06-07'")
                        .type())
                .isEqualTo(Type.SIMILAR);
    }

    @Test
    void dates_without_overlap_are_distinct() {
        assertThat(compare(NAME, "'finish_date':'2026-06-07'", NAME, "'date':'2026-06-08'")
                        .isDuplicate())
                .isFalse();
    }

    @Test
    void an_equal_national_id_decides_whatever_name_and_date() {
        String id = "'national_id':'EST-17'";
        assertThat(compare(NAME, id, "Tartu Cup", id + ",'date':'2026-09-01'").type())
                .isEqualTo(Type.SIMILAR);
    }

    @Test
    void another_city_is_another_competition() {
        assertThat(compare(NAME, "'city':'Tartu'", NAME, "'city':'Narva'").isDuplicate())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Kuldvillak Memorial U18, Kuldvillak Memorial U20",
        "Kuldvillak Memorial Women, Kuldvillak Memorial Men",
        "Kuldvillak Indoor Memorial, Kuldvillak Memorial",
        "Kuldvillak Winter Memorial, Kuldvillak Summer Memorial",
        "Kuldvillak Cup Round 1, Kuldvillak Cup Round 2"
    })
    void a_discriminator_vetoes_a_match(String one, String other) {
        assertThat(compare(one, "", other, "").isDuplicate()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Kuldvillak Memorial, Kuldvilak Memorial",
        "Kuldvillak Memorial, Memorial Kuldvillaku",
        "Kuldvillak Memorial, 12. Kuldvillak Memorial 2026",
        "Kuld Villak, KuldVillak",
        "Kuldvillak Meeting, Kuldvillak Mitingas"
    })
    void names_that_differ_in_spelling_order_or_edition_are_similar(String one, String other) {
        MatchResult result = compare(one, "", other, "");
        assertThat(result.type()).isEqualTo(Type.SIMILAR);
        assertThat(result.score()).isLessThan(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Preston parkrun, Preston Park parkrun",
        "Jersey parkrun, Jersey Farm parkrun",
        "Newport parkrun, Newport Pagnell parkrun",
        "Southampton 10k, Southampton Common 10k",
        "Scheveningen Marathon, Scheveningen Strand Marathon"
    })
    void an_additional_place_is_another_competition_unless_both_are_in_one_city(String one, String other) {
        String city = "'city':'Preston'";
        assertThat(compare(one, "", other, "").isDuplicate()).isFalse();
        assertThat(compare(one, city, other, "").isDuplicate()).isFalse();
        assertThat(compare(one, city, other, city).isDuplicate()).isTrue();
    }

    @Test
    void a_local_name_equal_to_the_other_name_is_a_match() {
        assertThat(compare("Golden Jigsaw", "'name_local':'Kuldvillak'", "Kuldvillak", "")
                        .isDuplicate())
                .isTrue();
    }

    @Test
    void disjoint_age_groups_veto_a_match_of_similar_names() {
        assertThat(compare("Kuldvillak Memorial", "'age_groups':['U14']", "Kuldvilak Memorial", "'age_groups':['U20']")
                        .isDuplicate())
                .isFalse();
    }

    @Test
    void a_shared_page_lowers_the_threshold() {
        String one = "Kuldvillak Koit Pikne Memorial";
        String other = "Kuldvillak Koit Vikerkaar Memorial";
        String page = "'website':'https://example.org/events/17'";
        assertThat(compare(one, "", other, "").isDuplicate()).isFalse();
        assertThat(compare(one, page, other, page).isDuplicate()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Kuld Open, Kuld Ooen",
        "Knet Trophy Pikne, Kent Trophy Pikne",
        "Kuldvillak Relays, Kuldvillak Realys",
        "Kuldvillak Meeting ①, Kuldvillak Meeting",
        "Kuldvillak Meeting (osa1/2), Kuldvillak Meeting",
        "Kuldvillak Meeting (1. osa), Kuldvillak Meeting",
        "Kuldvillak Meeting (1 of 2), Kuldvillak Meeting",
        "Kuldvillak Meeting (Μέρος 1), Kuldvillak Meeting",
        "Kuldvillak Meeting™, Kuldvillak Meeting",
        "Kuldvillak Half Marathon & 10km, Kuldvillak Half Marathon",
        "'Kuldvillak maraton, poolmaraton ja 10 km', Kuldvillak Marathon",
        "'Kuldvillak марафон, 10 км', Kuldvillak марафон",
        "'Kuldvillak μαραθώνιος, 10 χλμ', Kuldvillak μαραθώνιος",
        "Kuldvillak Marathon + Kids Run, Kuldvillak Marathon",
        "2 Tappa Vikerkaar Cup – Trofeo Kuldvillak, Trofeo Kuldvillak",
        "Pikne Kuldvillak Half, Kuldvillak Half"
    })
    void marks_parts_and_typos_of_short_words_are_no_difference(String one, String other) {
        String city = "'city':'Kuldvillak'";
        assertThat(compare(one, city, other, city).isDuplicate()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Kaari Open, Kalvi Open",
        "Kuldvillak Meeting ①, Kuldvillak Meeting ②",
        "Kuldvillak Meeting (osa 1/2), Kuldvillak Meeting (osa 2/2)",
        "Kuldvillak Meeting (U18/20), Kuldvillak Meeting",
        "Kuldvillak Meeting (M35/40), Kuldvillak Meeting",
        "Kuldvillak Meeting (31/12), Kuldvillak Meeting",
        "Kuldvillak Marathon, Kuldvillak 10 km",
        "Kuldvillak Games, Kuldvillak Games Pre-events",
        "Kuldvillak Memorial, Provas Extra – Kuldvillak Memorial",
        "Memorial Kuldvillak, Control previo Memorial Kuldvillak",
        "Kuldvillak Cup Division 1, Kuldvillak Cup"
    })
    void side_events_classes_and_other_parts_are_not_even_possible(String one, String other) {
        assertThat(compare(one, "", other, "").type()).isEqualTo(Type.DISTINCT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DEU | Kuldvillak Stadtlauf     | Kuldvillak Stadtlauf 5 km und 10 km",
                "NLD | Kuldvillak Loop          | Kuldvillak Loop 5, 10 en 15 km",
                "GBR | Kuldvillak Run           | Kuldvillak Run 10k / 5k",
                "FRA | Marathon de Kuldvillak   | Marathon de Kuldvillak, semi et 10 km",
                "FRA | Marathon de Kuldvillak   | Marathon de Kuldvillak et marathon relais",
                "CHE | Kuldvillak Lauf          | Kuldvillak Lauf 100 km, Marathon und Halbmarathon",
                "DEU | Kuldvillak Stadtlauf     | Kuldvillak Stadtlauf mit Schülerlauf",
                "FIN | Kuldvillak puolimaraton  | Kuldvillak puolimaraton sekä 10 km",
                "RUS | Марафон Kuldvillak       | Марафон Kuldvillak, полумарафон и 10 км",
                "GBR | Kuldvillak 5k            | Kuldvillak 5k & Mile",
                "USA | Kuldvillak Marathon      | Kuldvillak Marathon & Pikne 5K",
                "POL | Półmaraton Kuldvillak    | Półmaraton Kuldvillak i Nordic Walking",
                "GBR | Kuldvillak 10k           | Kuldvillak 10k & 2k Fun Run",
                "FRA | Meeting de Kuldvillak    | Meeting de Kuldvillak et championnats départementaux",
                "DEU | Kuldvillak Stadtlauf     | Kuldvillak Stadtlauf – 3. Lauf Pikne-Cup",
                "GBR | Kuldvillak Half Marathon | Kuldvillak Haf Marathon",
                "GBR | Kuldvillak Road Race     | Kuldvillak Rod Race",
                "GBR | Kuldvillak Track Classic | Kuldvillak Tpack Classic",
                "GBR | Kuldvillak Club Open     | Kuldvillak Clib Open",
                "GBR | Kuldvillak County Open   | Kuldvillak Conty Open",
                "GBR | Kuldvillak Half Marathon | Kuldvillak Half Maraton",
                "EST | Eesti MV poolmaratonis   | Eesto MV poolmaratonis",
                "POL | Mistrzostwa Polski       | Mistrzostwa Polski Seniorów",
                "POL | Kuldvillak Maraton       | Kuldvillak Maraton z biegiem na 10 km",
                "POL | Kuldvillak Maraton       | Kuldvillak Maraton wraz z biegami dla dzieci",
                "CZE | Kuldvillak maraton       | Kuldvillak maraton s během na 5 km",
                "EST | Kuldvillak linnajooks    | Kuldvillak linnajooks koos lastejooksudega",
                "AUT | Kuldvillak Stadtlauf     | Kuldvillak Stadtlauf und Firmenlauf",
                "NLD | Kuldvillak Marathon      | Kuldvillak Marathon, halve marathon, 10 km",
                "HUN | Kuldvillak Félmaraton    | Kuldvillak Félmaraton, váltó és 10 km",
                "ITA | Trofeo Kuldvillak        | Trofeo Kuldvillak - Campionato Regionale",
                "POL | Bieg Kuldvillak          | Bieg Kuldvillak - Mistrzostwa Polski w półmaratonie",
                "FRA | Meeting de Kuldvillak    | Meeting National de Kuldvillak",
                "GBR | Kuldvillak Open          | Kuldvillak Open (Level 2)",
                "FRA | Meeting de Kuldvillak    | Meeting de Kuldvillak (cat. D)",
                "GBR | Kuldvillak Marathon      | Kuldvillak Maathon",
                "ESP | Media Maratón Barakaldo  | Media Maratón Baakaldo",
                "ESP | Cto. de España Kuldvillak | Cto. de Espaa Kuldvillak",
                "GBR | Kuldvillak Grand Prix    | Kuldvillak Grand Prxi",
                "FRA | Kuldvillak en salle      | Kuldvillak en salse",
                "GBR | Kuldvillak Meeting       | Kuldvillak Emeting",
                "UKR | Меморіал Гуцала          | Memorial Hutsala",
                "ITA | Memorial Giovanni Kuldvillak | Memorial G. Kuldvillak"
            })
    void added_parts_and_typos_of_short_discriminators_are_found(String country, String one, String other) {
        assertThat(compareCandidates(country, one, other).isDuplicate()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SWE | Inomhus-SM                   | Svenska inomhusmästerskapen i stafett",
                "SWE | SM                           | SM i halvmaraton",
                "GBR | Kuldvillak Juniors           | Kuldvillak Juniors and Youth",
                "GBR | Kuldvillak Sprints           | Kuldvillak Sprints and Hurdles",
                "GBR | Kuldvillak Run 5k and 10k    | Kuldvillak Run 3k and 6k",
                "USA | Kuldvillak Marathon          | Kuldvillak Marathon & Pikne Indoor 5K",
                "GBR | Kuldvillak Club Open         | Kuldvillak Cliff Open",
                "IRL | National Novice Championships | National Senior Championships",
                "POL | Mistrzostwa Polski           | Mistrzostwa Polski PZSN Start",
                "FRA | Meeting de Kuldvillak        | Meeting de Kuldvillak fauteuil",
                "NLD | Kuldvillak Marathon          | Kuldvillak Marathon 8 km",
                "ROU | Campionatele Naționale de Seniori | Campionatele Naționale de Semifond",
                "ROU | Campionatele Naționale de Seniori | Campionatele Internaționale ale României",
                "FRA | Championnats de France en salle | Championnats LIFA en salle",
                "ESP | Campeonato de España Sub 18  | Campeonato de España de Federaciones Sub 18"
            })
    void lists_of_discriminators_are_no_added_parts(String country, String one, String other) {
        assertThat(compareCandidates(country, one, other).type()).isEqualTo(Type.DISTINCT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DEU | Pikne Kuldvillak Stadtlauf     | Kuldvillak Stadtlauf 5 km und 10 km",
                "FIN | Kuldvillak kisat               | Kuldvillak kisat (B)",
                "LTU | Lietuvos čempionatas           | Lietuvos žiemos čempionatas"
            })
    void another_word_beside_an_added_part_a_letter_or_season_makes_a_possible_match(
            String country, String one, String other) {
        assertThat(compareCandidates(country, one, other).type()).isEqualTo(Type.POSSIBLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GBR | Bath Open              | West Open",
                "GBR | Allen Meeting          | Alpine Meeting",
                "GBR | Mall Meeting           | Men Meeting",
                "DEU | Sportfest 5 km und 10 km | Sportfest",
                "DEU | Kuldvillak Stadtlauf 2 | Kuldvillak Stadtlauf 5 km und 10 km"
            })
    void variants_that_share_no_name_or_omit_a_number_make_no_similar_match(String country, String one, String other) {
        assertThat(compareCandidates(country, one, other).isDuplicate()).isFalse();
    }

    private static MatchResult compareCandidates(String country, String one, String other) {
        MatchFeatures a = Features.of(one, "'country_id':'" + country + "'");
        MatchFeatures b = Features.of(other, "'country_id':'" + country + "'");
        assertThat(LabelledPair.compare(b, a)).isEqualTo(LabelledPair.compare(a, b));
        return LabelledPair.compare(a, b);
    }

    @ParameterizedTest
    @CsvSource({
        "Kuldvillak Half, Kuldvillak Skyline Half",
        "Kuldvillak 10 km, Kuldvillak Night 10 km",
        "Kuldvillak Open, Kuldvillak Open 2",
        "Kuldvillak Marathon, Kuldvillak Harbour Marathon",
        "Kuldvillak City Run, Kuldvillak Alster Run",
        "Kuldvillak City Run, Kuldvillak Silvesterlauf",
        "Osterlauf, Kuldvillak Osterlauf"
    })
    void a_qualifier_or_number_of_one_race_makes_a_possible_match(String one, String other) {
        String city = "'city':'Kuldvillak'";
        MatchResult result = compare(one, city, other, city);
        assertThat(result.type()).isEqualTo(Type.POSSIBLE);
        assertThat(result.reasons()).containsExactly("similar name", "same date", "same city");
    }

    @Test
    void equal_positions_outweigh_a_qualifier() {
        String place = "'city':'Kuldvillak','latitude':58.38,'longitude':26.72";
        assertThat(compare("Kuldvillak Half", place, "Kuldvillak Skyline Half", place)
                        .reasons())
                .containsExactly("similar name", "same date", "positions within 2 km");
        assertThat(compare("Kuldvillak Half", place, "Kuldvillak Skyline Half", place)
                        .isDuplicate())
                .isTrue();
        assertThat(compare("Osterlauf", place, "Kuldvillak Osterlauf", place).isDuplicate())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "RUS, Чемпионат России по лёгкой атлетике, Čempionat Rossii po lëgkoj atletike",
        "RUS, Чемпионат России по лёгкой атлетике, Chempionat Rossii po legkoi atletike",
        "UKR, Кубок України з легкої атлетики, Kubok Ukrainy z lehkoi atletyky",
        "BGR, Мемориал Търпан Ангелов, Memorial Tarpan Angelov",
        "GRC, Ευχίδειος Άθλος, Efchidios Athlos",
        "GRC, Παπαφλέσσεια, Papaflessia"
    })
    void transliterations_by_any_standard_are_one_name(String country, String one, String other) {
        String members = "'country_id':'" + country + "'";
        assertThat(compare(one, members, other, members).isDuplicate()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "DEU, Deutsche Meisterschaften in der Halle, German Indoor Championships",
        "SVN, Prvenstvo Slovenije za mlajše mladince, Slovenian U18 Championships",
        "ROU, Campionatele Naționale de Tineret, Romanian U23 Championships",
        "SWE, SM vinterkast, Swedish Winter Throws Championships",
        "ALB, Kampionati Kombëtar, Albanian National Championships",
        "XKX, Kampionati i Kosovës, Kosovo Championships",
        "FIN, Nuorten SM-kisat 19, Finnish U20 Championships",
        "BEL, BK cadetten en scholieren, Belgian U16 U18 Championships",
        "EST, Eesti meistrivõistlused mägijooksus, Estonian Mountain Running Championships"
    })
    void national_championships_are_translated(String country, String one, String other) {
        String members = "'country_id':'" + country + "'";
        assertThat(compare(one, members, other, members).isDuplicate()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Kuldvillak Run, 65.85, 24.14, , POSSIBLE",
        "Kuldvillak Runn, 65.85, 24.14, , POSSIBLE",
        "Vikerkaar Run, 65.85, 24.14, , DISTINCT",
        "Kuldvillak Run U18, 65.85, 24.14, , DISTINCT",
        "Kuldvillak Run, 65.85, 24.80, , POSSIBLE",
        "Kuldvillak Run, 65.85, 24.82, , DISTINCT",
        "Kuldvillak Run, 60, 24.15, https://run.example/2027, POSSIBLE",
        "Kuldvillak Run, 60, 24.15, https://run.example/2026, DISTINCT",
        "Vikerkaar, 60, 24.15, https://run.example/2027, DISTINCT"
    })
    void events_of_two_countries_are_possible_duplicates_near_each_other_or_with_one_page(
            String name, double latitude, double longitude, String website, Type type) {
        MatchFeatures one = Features.of(
                "Kuldvillak Run",
                "'country_id':'FIN','city':'Tornio','latitude':65.85,'longitude':24.15,'website':'https://run.example/2027'");
        MatchFeatures other = Features.of(
                name,
                "'country_id':'SWE','city':'Haparanda','latitude':" + latitude + ",'longitude':" + longitude
                        + (website == null ? "" : ",'website':'" + website + "'"));
        MatchResult result = DuplicateMatcher.compare(one, other);
        assertThat(result.type()).isEqualTo(type);
        assertThat(result).isEqualTo(DuplicateMatcher.compare(other, one));
        assertThat(result.reasons().contains("in two countries")).isEqualTo(type == Type.POSSIBLE);
    }

    private static MatchResult compare(String one, String membersOfOne, String other, String membersOfOther) {
        MatchFeatures a = Features.of(one, membersOfOne);
        MatchFeatures b = Features.of(other, membersOfOther);
        MatchResult result = DuplicateMatcher.compare(a, b);
        assertThat(DuplicateMatcher.compare(b, a).type()).isEqualTo(result.type());
        return result;
    }
}
