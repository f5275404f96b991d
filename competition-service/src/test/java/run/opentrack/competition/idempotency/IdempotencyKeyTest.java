package run.opentrack.competition.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;

class IdempotencyKeyTest {
    private static final UUID ACCOUNT = UUID.randomUUID();
    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    @Test
    void a_request_without_the_header_has_no_key() {
        assertThat(IdempotencyKey.of(null, ACCOUNT, BODY)).isNull();
    }

    @Test
    void surrounding_blanks_are_not_part_of_a_key() {
        assertThat(IdempotencyKey.of(" k1 ", ACCOUNT, BODY)).isEqualTo(IdempotencyKey.of("k1", ACCOUNT, BODY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "é", "a\tb", "a\u0000"})
    void a_key_that_is_not_visible_ascii_is_a_422(String header) {
        requireInvalid(header);
    }

    @Test
    void a_key_has_at_most_255_characters() {
        assertThat(IdempotencyKey.of("k".repeat(255), ACCOUNT, BODY).key()).hasSize(255);
        requireInvalid("k".repeat(256));
    }

    @Test
    void keys_of_different_accounts_or_bodies_differ() {
        IdempotencyKey key = IdempotencyKey.of("k1", ACCOUNT, BODY);
        assertThat(IdempotencyKey.of("k1", UUID.randomUUID(), BODY)).isNotEqualTo(key);
        assertThat(IdempotencyKey.of("k1", ACCOUNT, "{ }".getBytes(StandardCharsets.UTF_8)))
                .isNotEqualTo(key);
    }

    @Test
    void the_body_is_kept_as_its_sha_256() {
        assertThat(IdempotencyKey.of("k1", ACCOUNT, new byte[0]).bodySha256())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    private static void requireInvalid(String header) {
        assertThatThrownBy(() -> IdempotencyKey.of(header, ACCOUNT, BODY))
                .isInstanceOfSatisfying(
                        ApiException.class, error -> assertThat(error.status()).isEqualTo(422));
    }
}
