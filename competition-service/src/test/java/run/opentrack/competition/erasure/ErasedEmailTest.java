package run.opentrack.competition.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
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

    @Test
    void a_slug_that_was_made_of_it_has_the_id_instead() {
        UUID id = UUID.fromString("7e3a1a52-3f0f-4c4e-9d0b-0d1a2b3c4d5e");
        assertThat(email.cutOutOfSlug("ask-mari-example-org-2", id)).isEqualTo("ask-2-" + id);
        assertThat(email.cutOutOfSlug("mari-example-org", id)).isEqualTo("competition-" + id);
        assertThat(email.cutOutOfSlug("a".repeat(63) + "-mari-example-org", id))
                .isEqualTo("a".repeat(43) + "-" + id)
                .hasSize(80);
        for (String other : new String[] {"marie-example-org", "xmari-example-org", "mari-example-organic"}) {
            assertThat(email.cutOutOfSlug(other, id)).isEqualTo(other);
        }
        assertThat(new ErasedEmail("用户@例え.jp").cutOutOfSlug("competition-of-jp", id))
                .isEqualTo("competition-of-jp");
        assertThat(email.cutOutOfChanges("{\"slug\":{\"old\":\"ask-mari-example-org\",\"new\":\"ask\"}}"))
                .isEqualTo("{\"slug\":{\"old\":\"ask-\",\"new\":\"ask\"}}");
    }
}
