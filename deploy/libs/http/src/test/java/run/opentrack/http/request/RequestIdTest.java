package run.opentrack.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "req-1.2_3", "ABCDEF0123456789"})
    void valid_id_of_the_client_is_kept(String sent) {
        assertThat(RequestId.acceptOrGenerate(sent)).isEqualTo(sent);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a b", "a\nb", "é", "a;b", "%0a"})
    void other_id_is_replaced(String sent) {
        assertThat(RequestId.acceptOrGenerate(sent)).matches("[0-9a-f]{16}");
    }

    @Test
    void id_over_64_characters_is_replaced() {
        assertThat(RequestId.acceptOrGenerate("a".repeat(64))).hasSize(64);
        assertThat(RequestId.acceptOrGenerate("a".repeat(65))).hasSize(16);
    }

    @Test
    void an_api_key_is_no_id() {
        assertThat(RequestId.acceptOrGenerate("otk_live_" + "0aB".repeat(16))).hasSize(16);
    }

    @Test
    void generated_ids_differ() {
        assertThat(RequestId.generate()).hasSize(16).isNotEqualTo(RequestId.generate());
    }
}
