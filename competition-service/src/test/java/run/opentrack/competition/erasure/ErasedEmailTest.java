package run.opentrack.competition.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErasedEmailTest {
    private final ErasedEmail email = new ErasedEmail("mari@example.org");

    @Test
    void it_is_cut_out_in_any_case_and_the_rest_stays() {
        assertThat(email.cutOutOf("Mari, MARI@Example.org, +372 5555")).isEqualTo("Mari, , +372 5555");
        assertThat(email.cutOutOf("Write to mari@example.org.")).isEqualTo("Write to .");
        assertThat(email.cutOutOf("mari@example.org")).isEmpty();
    }

    @Test
    void addresses_that_contain_it_are_left_alone() {
        for (String other : new String[] {
            "anna-mari@example.org", "mari@example.org.uk", "mari@example.organic", "x.mari@example.org"
        }) {
            assertThat(email.cutOutOf(other)).isEqualTo(other);
        }
    }

    @Test
    void it_is_cut_out_at_the_beginning_of_a_line() {
        assertThat(email.cutOutOf("Mari\nmari@example.org")).isEqualTo("Mari");
        assertThat(email.cutOutOfJson("{\"new\":\"Mari\\nmari@example.org\"}")).isEqualTo("{\"new\":\"Mari\\n\"}");
        assertThat(email.cutOutOfJson("{\"new\":\"\\\\\\tmari@example.org\"}")).isEqualTo("{\"new\":\"\\\\\\t\"}");
        for (String other : new String[] {"{\"new\":\"\\\\nmari@example.org\"}", "{\"new\":\"tmari@example.org\"}"}) {
            assertThat(email.cutOutOfJson(other)).isEqualTo(other);
        }
    }

    @Test
    void json_stays_json() {
        assertThat(email.cutOutOfJson("{\"contact_details\":{\"old\":\"\",\"new\":\"mari@example.org\"}}"))
                .isEqualTo("{\"contact_details\":{\"old\":\"\",\"new\":\"\"}}");
    }
}
