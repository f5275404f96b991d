package run.opentrack.competition.name.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhoneticKeyTest {
    @ParameterizedTest
    @CsvSource({
        "hanzekovic, hanzhekovich",
        "kharkiv, harkiw",
        "chopin, copin",
        "schumann, shuman",
        "philippos, filipos",
        "yuriy, iurij",
        "kazakou, kazakoy"
    })
    void transcriptions_of_one_name_have_one_key(String one, String other) {
        assertThat(PhoneticKey.encode(one)).isEqualTo(PhoneticKey.encode(other));
    }

    @ParameterizedTest
    @CsvSource({"yuriy, iurii", "znamenskiy, znamenskij", "smirnov, smirnoff", "legkoy, legkoj"})
    void standards_of_transliteration_have_one_key(String one, String other) {
        assertThat(PhoneticKey.encode(one, "RUS")).isEqualTo(PhoneticKey.encode(other, "RUS"));
    }

    @Test
    void the_letter_h_is_a_g_in_ukraine_and_belarus() {
        assertThat(PhoneticKey.encode("hutsala", "UKR")).isEqualTo(PhoneticKey.encode("gutsala", "UKR"));
        assertThat(PhoneticKey.encode("hutsala", "RUS")).isNotEqualTo(PhoneticKey.encode("gutsala", "RUS"));
    }

    @Test
    void a_doubled_letter_counts_once() {
        assertThat(PhoneticKey.encode("hannessson")).isEqualTo("haneson");
    }

    @Test
    void different_consonants_have_different_keys() {
        assertThat(PhoneticKey.encode("essex")).isNotEqualTo(PhoneticKey.encode("wessex"));
    }
}
