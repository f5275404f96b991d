package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;

class ChangeRequestTest {
    @Test
    void a_request_without_if_match_is_accepted() {
        assertThatCode(() -> ifMatch(null).requireMatch("a1")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a1\"", " \"a1\" ", "\"b2\", \"a1\"", "\"a1\",\"b2\"", "*", " * "})
    void a_current_etag_or_an_asterisk_matches(String header) {
        assertThatCode(() -> ifMatch(header).requireMatch("a1")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"b2\"", "a1", "\"a\"", "\"a1", "", "W/\"a1\"", "\"b2\", \"c3\""})
    void any_other_etag_is_a_412(String header) {
        assertThatThrownBy(() -> ifMatch(header).requireMatch("a1"))
                .isInstanceOfSatisfying(
                        ApiException.class, error -> assertThat(error.status()).isEqualTo(412));
    }

    @Test
    void a_weak_etag_never_matches() {
        assertThatThrownBy(() -> ifMatch("W/\"a1\"").requireMatch("a1")).isInstanceOf(ApiException.class);
    }

    @Test
    void a_request_without_members_is_a_delete() {
        assertThat(request(null, null).isDelete()).isTrue();
        assertThat(request(Map.of(), null).isDelete()).isFalse();
    }

    private static ChangeRequest ifMatch(String header) {
        return request(Map.of(), header);
    }

    private static ChangeRequest request(Map<String, run.opentrack.http.body.JsonMember> members, String ifMatch) {
        return new ChangeRequest(
                TestData.CALLER,
                UUID.randomUUID(),
                members,
                null,
                ifMatch,
                "FIN",
                new TreeSet<>(java.util.Set.of("FIN")),
                0);
    }
}
