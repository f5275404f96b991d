package run.opentrack.competition.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JsonDiffTest {
    @Test
    void equal_objects_have_no_changes() {
        assertThat(JsonDiff.between("{\"a\":1,\"b\":\"x\"}", "{\"a\":1,\"b\":\"x\"}"))
                .isEqualTo("{}");
    }

    @Test
    void only_members_that_differ_are_listed() {
        assertThat(JsonDiff.between("{\"a\":1,\"city\":\"\"}", "{\"a\":1,\"city\":\"Tartu\"}"))
                .isEqualTo("{\"city\":{\"old\":\"\",\"new\":\"Tartu\"}}");
    }

    @Test
    void a_created_competition_changes_from_null() {
        assertThat(JsonDiff.between(null, "{\"a\":1,\"b\":null}")).isEqualTo("{\"a\":{\"old\":null,\"new\":1}}");
    }

    @Test
    void a_deleted_competition_changes_to_null() {
        assertThat(JsonDiff.between("{\"a\":true,\"b\":null}", null)).isEqualTo("{\"a\":{\"old\":true,\"new\":null}}");
    }

    @Test
    void invalid_json_can_be_deleted_and_replaced_but_not_written() {
        String invalid = "{\"a\":[\"Info:\\\"]}";
        String asText = "{\"invalid_json\":{\"old\":\"{\\\"a\\\":[\\\"Info:\\\\\\\"]}\",\"new\":null}";
        assertThat(JsonDiff.between(invalid, null)).isEqualTo(asText + "}");
        assertThat(JsonDiff.between(invalid, "{\"a\":1}")).isEqualTo(asText + ",\"a\":{\"old\":null,\"new\":1}}");
        assertThatThrownBy(() -> JsonDiff.between("{\"a\":1}", invalid)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_names_of_changes_are_those_of_their_members() {
        assertThat(JsonDiff.names("{\"city\":{\"old\":1,\"new\":2},\"events\":{}}"))
                .containsExactly("city", "events");
    }

    @Test
    void members_keep_their_order() {
        assertThat(JsonDiff.between("{\"z\":1,\"a\":1}", "{\"z\":2,\"a\":2}"))
                .isEqualTo("{\"z\":{\"old\":1,\"new\":2},\"a\":{\"old\":1,\"new\":2}}");
    }

    @Test
    void values_keep_the_text_they_are_written_with() {
        assertThat(JsonDiff.between("{\"n\":1}", "{\"n\":1.50e-7}")).isEqualTo("{\"n\":{\"old\":1,\"new\":1.50e-7}}");
    }

    @Test
    void escapes_in_texts_are_kept() {
        String text = "\"line\\nnext \\\"quoted\\\" \\\\ é 🏃\"";
        assertThat(JsonDiff.between(null, "{\"a\":" + text + "}"))
                .isEqualTo("{\"a\":{\"old\":null,\"new\":" + text + "}}");
    }

    @Test
    void arrays_and_objects_are_compared_as_a_whole_and_keep_duplicate_names() {
        String events = "[{\"z\":1.0,\"a\":[1,2],\"a\":{}},[]]";
        assertThat(JsonDiff.between("{\"e\":[],\"x\":1}", "{\"e\":" + events + ",\"x\":1}"))
                .isEqualTo("{\"e\":{\"old\":[],\"new\":" + events + "}}");
    }

    @Test
    void a_member_that_only_one_side_has_counts_as_null_on_the_other() {
        assertThat(JsonDiff.between("{\"a\":1}", "{\"b\":2}"))
                .isEqualTo("{\"a\":{\"old\":1,\"new\":null},\"b\":{\"old\":null,\"new\":2}}");
    }
}
