package run.opentrack.auth.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;

class ApiKeyRequestTest {
    private static final Instant NOW = Instant.parse("2027-01-31T12:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {" ", "\u00a0", "\u200b", "\ufeff"})
    void items_of_lists_are_trimmed_as_identifiers(String invisible) {
        ApiKeyRequest request = ApiKeyRequest.parse(
                members(
                        "{'name':'a','scopes':['competitions:write%s'],'countries':['%sEST'],'networks':['203.0.113.0/24%s']}"
                                .replace("%s", invisible)),
                NOW);
        assertThat(request.scopes()).containsExactly("competitions:write");
        assertThat(request.countries()).containsExactly("EST");
        assertThat(request.networks()).containsExactly("203.0.113.0/24");
    }

    @Test
    void overlap_is_trimmed() {
        assertThat(ApiKeyRequest.parseOverlap(members("{'overlap_hours':'12\u200b'}")))
                .isEqualTo(Duration.ofHours(12));
    }

    private static Map<String, JsonMember> members(String json) {
        return JsonObjectParser.members(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
