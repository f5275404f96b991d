package run.opentrack.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;

class BearerHeaderTest {
    @ParameterizedTest
    @ValueSource(strings = {"Bearer a.b.c", "bearer a.b.c", "BEARER   a.b.c ", "Bearer \ta.b.c"})
    void scheme_is_case_insensitive_and_blanks_are_trimmed(String header) {
        assertThat(BearerHeader.extractToken(header)).isEqualTo("a.b.c");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Bearer", "Basic a.b.c", "a.b.c", " Bearer a.b.c", "Bearera.b.c", "Token a.b.c"})
    void other_header_is_unauthenticated(String header) {
        assertThatThrownBy(() -> BearerHeader.extractToken(header))
                .isInstanceOfSatisfying(ApiException.class, exception -> {
                    assertThat(exception.status()).isEqualTo(401);
                    assertThat(exception.detail()).isEqualTo("Not authenticated");
                });
    }

    @Test
    void second_token_is_part_of_the_first_and_so_malformed() {
        assertThat(BearerHeader.extractToken("Bearer a.b.c, Bearer d.e.f")).isEqualTo("a.b.c, Bearer d.e.f");
    }
}
