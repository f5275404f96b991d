package run.opentrack.competition.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.model.Competition;

class EmailRedactorTest {
    private final EmailRedactor redactor = new EmailRedactor("mari@example.org");

    @Test
    void an_address_is_redacted_in_any_case_and_other_text_stays() {
        assertThat(redactor.redact("Mari, MARI@Example.org, +372 5555")).isEqualTo("Mari, , +372 5555");
        assertThat(redactor.redact("Write to mari@example.org.")).isEqualTo("Write to .");
        assertThat(redactor.redact("mari@example.org")).isEmpty();
    }

    @Test
    void longer_addresses_are_not_redacted() {
        for (String other : new String[] {
            "anna-mari@example.org", "mari@example.org.uk", "mari@example.organic", "x.mari@example.org"
        }) {
            assertThat(redactor.redact(other)).isEqualTo(other);
        }
    }

    @Test
    void an_address_at_the_start_of_a_line_is_redacted() {
        assertThat(redactor.redact("Mari\nmari@example.org")).isEqualTo("Mari");
        assertThat(redactor.redactJson("{\"new\":\"Mari\\nmari@example.org\"}")).isEqualTo("{\"new\":\"Mari\\n\"}");
        assertThat(redactor.redactJson("{\"new\":\"\\\\\\tmari@example.org\"}")).isEqualTo("{\"new\":\"\\\\\\t\"}");
        for (String other : new String[] {"{\"new\":\"\\\\nmari@example.org\"}", "{\"new\":\"tmari@example.org\"}"}) {
            assertThat(redactor.redactJson(other)).isEqualTo(other);
        }
    }

    @Test
    void redacted_json_stays_valid() {
        assertThat(redactor.redactJson("{\"contact_details\":{\"old\":\"\",\"new\":\"mari@example.org\"}}"))
                .isEqualTo("{\"contact_details\":{\"old\":\"\",\"new\":\"\"}}");
    }

    @Test
    void a_slug_made_from_the_address_gets_the_id_instead() {
        UUID id = UUID.fromString("7e3a1a52-3f0f-4c4e-9d0b-0d1a2b3c4d5e");
        assertThat(redactor.redactSlug("ask-mari-example-org-2", id)).isEqualTo("ask-2-" + id);
        assertThat(redactor.redactSlug("mari-example-org", id)).isEqualTo("competition-" + id);
        assertThat(redactor.redactSlug("a".repeat(63) + "-mari-example-org", id))
                .isEqualTo("a".repeat(43) + "-" + id)
                .hasSize(80);
        for (String other : new String[] {"marie-example-org", "xmari-example-org", "mari-example-organic"}) {
            assertThat(redactor.redactSlug(other, id)).isEqualTo(other);
        }
        assertThat(new EmailRedactor("用户@例え.jp").redactSlug("competition-of-jp", id))
                .isEqualTo("competition-of-jp");
        assertThat(redactor.redactChanges("{\"slug\":{\"old\":\"ask-mari-example-org\",\"new\":\"ask\"}}"))
                .isEqualTo("{\"slug\":{\"old\":\"ask-\",\"new\":\"ask\"}}");
    }

    @Test
    void absent_texts_stay_absent() {
        assertThat(redactor.redact((String) null)).isNull();
        assertThat(redactor.redactJson(null)).isNull();
    }

    @Test
    void every_text_of_a_competition_is_redacted() {
        Competition competition = competition("Marathon of mari@example.org");
        competition.contactDetails = "Ask Mari@example.org";
        competition.ageGroups = new String[] {"U18", "mari@example.org"};
        competition.events = "[{\"contact\":\"mari@example.org\"}]";
        redactor.redact(competition);
        assertThat(competition.fullName).isEqualTo("Marathon of");
        assertThat(competition.contactDetails).isEqualTo("Ask");
        assertThat(competition.ageGroups).containsExactly("U18", "");
        assertThat(competition.events).isEqualTo("[{\"contact\":\"\"}]");
    }

    @Test
    void a_name_that_is_empty_without_the_address_is_replaced() {
        Competition competition = competition("mari@example.org");
        redactor.redact(competition);
        assertThat(competition.fullName).isEqualTo("Competition");
    }

    @Test
    void a_name_without_the_address_is_kept_even_if_it_normalizes_to_nothing() {
        Competition competition = competition("!!!");
        redactor.redact(competition);
        assertThat(competition.fullName).isEqualTo("!!!");
    }

    private static Competition competition(String name) {
        Competition competition = new Competition();
        competition.id = UUID.randomUUID();
        competition.fullName = name;
        competition.slug = "slug";
        return competition;
    }
}
