package run.opentrack.competition.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class EmailRedactorTest {
    private final EmailRedactor email = new EmailRedactor("mari@example.org");

    @Test
    void an_address_is_redacted_in_any_case_and_other_text_stays() {
        assertThat(email.redact("Mari, MARI@Example.org, +372 5555")).isEqualTo("Mari, , +372 5555");
        assertThat(email.redact("Write to mari@example.org.")).isEqualTo("Write to .");
        assertThat(email.redact("mari@example.org")).isEmpty();
    }

    @Test
    void longer_addresses_are_not_redacted() {
        for (String other : new String[] {
            "anna-mari@example.org", "mari@example.org.uk", "mari@example.organic", "x.mari@example.org"
        }) {
            assertThat(email.redact(other)).isEqualTo(other);
        }
    }

    @Test
    void an_address_at_the_start_of_a_line_is_redacted() {
        assertThat(email.redact("Mari\nmari@example.org")).isEqualTo("Mari");
        assertThat(email.redactJson("{\"new\":\"Mari\\nmari@example.org\"}")).isEqualTo("{\"new\":\"Mari\\n\"}");
        assertThat(email.redactJson("{\"new\":\"\\\\\\tmari@example.org\"}")).isEqualTo("{\"new\":\"\\\\\\t\"}");
        for (String other : new String[] {"{\"new\":\"\\\\nmari@example.org\"}", "{\"new\":\"tmari@example.org\"}"}) {
            assertThat(email.redactJson(other)).isEqualTo(other);
        }
    }

    @Test
    void redacted_json_stays_valid() {
        assertThat(email.redactJson("{\"contact_details\":{\"old\":\"\",\"new\":\"mari@example.org\"}}"))
                .isEqualTo("{\"contact_details\":{\"old\":\"\",\"new\":\"\"}}");
    }

    @Test
    void a_slug_made_from_the_address_gets_the_id_instead() {
        UUID id = UUID.fromString("7e3a1a52-3f0f-4c4e-9d0b-0d1a2b3c4d5e");
        assertThat(email.redactSlug("ask-mari-example-org-2", id)).isEqualTo("ask-2-" + id);
        assertThat(email.redactSlug("mari-example-org", id)).isEqualTo("competition-" + id);
        assertThat(email.redactSlug("a".repeat(63) + "-mari-example-org", id))
                .isEqualTo("a".repeat(43) + "-" + id)
                .hasSize(80);
        for (String other : new String[] {"marie-example-org", "xmari-example-org", "mari-example-organic"}) {
            assertThat(email.redactSlug(other, id)).isEqualTo(other);
        }
        assertThat(new EmailRedactor("用户@例え.jp").redactSlug("competition-of-jp", id))
                .isEqualTo("competition-of-jp");
        assertThat(email.redactChanges("{\"slug\":{\"old\":\"ask-mari-example-org\",\"new\":\"ask\"}}"))
                .isEqualTo("{\"slug\":{\"old\":\"ask-\",\"new\":\"ask\"}}");
    }
}
