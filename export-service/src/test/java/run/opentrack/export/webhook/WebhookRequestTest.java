package run.opentrack.export.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.security.OutboundAddressPolicy;

/** Bodies of requests for endpoints, and what they change. */
class WebhookRequestTest {
    private static final OutboundAddressPolicy POLICY = new OutboundAddressPolicy(new OutboundAddressPolicy.Config() {
        @Override
        public boolean allowHttp() {
            return false;
        }

        @Override
        public Optional<List<String>> allowNetworks() {
            return Optional.empty();
        }
    });
    private static final String URL = "'url': 'https://calendar.example/hook'";
    private static final String EVENTS = "'events': ['competition.stored', 'competition.stored', 'export.finished']";
    private static final Instant NOW = Instant.parse("2027-01-31T12:00:00Z");

    @Test
    void an_endpoint_is_for_all_countries_and_full_unless_it_says_otherwise() {
        WebhookRequest request = create("{" + URL + ", " + EVENTS + "}");
        assertThat(request.events()).containsExactly("competition.stored", "export.finished");
        assertThat(request.countries()).isNull();
        assertThat(request.payload()).isEqualTo("full");
        WebhookRequest other = create("{" + URL + ", " + EVENTS + ", 'countries': ['EST','XKX'], 'payload': 'thin'}");
        assertThat(other.countries()).containsExactly("EST", "XKX");
        assertThat(other.payload()).isEqualTo("thin");
    }

    @Test
    void items_of_lists_are_trimmed_as_identifiers() {
        WebhookRequest request = create(
                "{" + URL
                        + ", 'events': ['competition.stored\u200b', ' competition.stored'], 'countries': ['EST\u00a0', ' EST']}");
        assertThat(request.events()).containsExactly("competition.stored");
        assertThat(request.countries()).containsExactly("EST");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                | url events",
                "{'url': null, 'events': null}                     | url events",
                "{'url': 'http://calendar.example/', %E}           | url",
                "{'url': 'https://10.0.0.1/', %E}                  | url",
                "{'url': 'https://u:p@calendar.example/', %E}      | url",
                "{'url': 5, %E}                                    | url",
                "{%U, 'events': []}                                | events",
                "{%U, 'events': 'competition.stored'}              | events",
                "{%U, 'events': ['ping']}                          | events",
                "{%U, 'events': ['competition.stored', 1]}         | events",
                "{%U, %E, 'countries': []}                         | countries",
                "{%U, %E, 'countries': ['GER']}                    | countries",
                "{%U, %E, 'countries': 'EST'}                      | countries",
                "{%U, %E, 'payload': 'half'}                       | payload",
                "{%U, %E, 'payload': null}                         | payload",
            })
    void an_invalid_member_is_named(String body, String members) {
        String json = body.replace("%U", URL).replace("%E", EVENTS);
        assertThatThrownBy(() -> create(json)).isInstanceOfSatisfying(ApiException.class, error -> {
            assertThat(error.status()).isEqualTo(422);
            assertThat(((List<?>) error.detail()).stream().map(violation -> ((Violation) violation)
                            .loc()
                            .get(1)))
                    .isEqualTo(List.of(members.split(" ")));
        });
    }

    @Test
    void an_update_changes_only_what_it_contains_and_a_new_address_is_pending() {
        WebhookEndpoint endpoint = WebhookEndpoint.create(
                UUID.randomUUID(), create("{" + URL + ", " + EVENTS + ", 'countries': ['EST']}"), NOW);
        assertThat(endpoint.state).isEqualTo("pending");
        endpoint.state = "active";
        endpoint.update(update("{'payload': 'thin'}"), NOW);
        assertThat(endpoint.countries).containsExactly("EST");
        assertThat(endpoint.state).isEqualTo("active");
        endpoint.update(update("{" + URL + ", 'countries': null}"), NOW);
        assertThat(endpoint.countries).isNull();
        assertThat(endpoint.state).isEqualTo("active");
        endpoint.update(update("{'url': 'https://other.example/'}"), NOW);
        assertThat(endpoint.state).isEqualTo("pending");
        assertThat(endpoint.events).containsExactly("competition.stored", "export.finished");
        assertThat(endpoint.payload).isEqualTo("thin");
    }

    @Test
    void a_rotation_keeps_the_former_secret_for_a_day() {
        WebhookEndpoint endpoint =
                WebhookEndpoint.create(UUID.randomUUID(), create("{" + URL + ", " + EVENTS + "}"), NOW);
        String former = endpoint.secret;
        endpoint.rotateSecret(NOW);
        assertThat(endpoint.secret).isNotEqualTo(former);
        assertThat(endpoint.previousSecret).isEqualTo(former);
        assertThat(endpoint.previousUntil).isEqualTo(NOW.plusSeconds(86_400));
    }

    @Test
    void secrets_are_random_and_of_the_standard_s_form() {
        Set<String> secrets = IntStream.range(0, 1_000)
                .mapToObj(n -> WebhookSecret.generate())
                .collect(Collectors.toSet());
        assertThat(secrets).hasSize(1_000).allSatisfy(secret -> assertThat(
                        Base64.getDecoder().decode(secret.substring("whsec_".length())))
                .hasSizeBetween(24, 64));
    }

    private static WebhookRequest create(String json) {
        return WebhookRequest.parseCreate(bytes(json), POLICY);
    }

    private static WebhookRequest update(String json) {
        return WebhookRequest.parseUpdate(bytes(json), POLICY);
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
