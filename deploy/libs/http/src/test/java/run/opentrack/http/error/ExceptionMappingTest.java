package run.opentrack.http.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ExceptionMappingTest {
    private final ExceptionMapping.ExceptionTranslator ofState = failure ->
            failure instanceof IllegalStateException ? Optional.of(ApiException.unavailable()) : Optional.empty();
    private final ExceptionMapping mapping = new ExceptionMapping(List.of(failure -> Optional.empty(), ofState));

    @Test
    void api_exception_is_kept_however_deeply_it_is_wrapped() {
        ApiException conflict = ApiException.conflict("x");
        assertThat(map(conflict)).isSameAs(conflict);
        assertThat(map(new CompletionException(new RuntimeException(conflict)))).isSameAs(conflict);
    }

    @Test
    void security_exceptions_are_401_and_403() {
        assertThat(map(new UnauthorizedException("secret")).status()).isEqualTo(401);
        assertThat(map(new AuthenticationFailedException("secret")).detail()).isEqualTo("Not authenticated");
        assertThat(map(new ForbiddenException("secret")).detail()).isEqualTo("Forbidden");
    }

    @Test
    void client_errors_of_the_framework_keep_their_status_and_lose_their_text() {
        assertThat(map(new NotFoundException("secret")).detail()).isEqualTo("Not Found");
        assertThat(map(new NotAcceptableException("secret")).status()).isEqualTo(406);
        assertThat(map(new WebApplicationException("secret", 415)).detail()).isEqualTo("Unsupported Media Type");
    }

    @Test
    void server_errors_of_the_framework_are_unexpected() {
        assertThat(map(new ServiceUnavailableException("secret")).status()).isEqualTo(500);
    }

    @Test
    void first_translator_that_knows_the_exception_decides() {
        assertThat(map(new IllegalStateException("secret")).status()).isEqualTo(503);
    }

    @Test
    void unexpected_exception_reveals_the_request_id_and_neither_text_nor_stack_trace() {
        ApiException mapped = map(new IllegalArgumentException("password=secret", new RuntimeException("SELECT 1")));
        assertThat(mapped.status()).isEqualTo(500);
        assertThat(new String(ErrorResponse.body(mapped), StandardCharsets.UTF_8))
                .isEqualTo("{\"detail\":\"Internal Server Error, request req-1\"}");
    }

    private ApiException map(Throwable failure) {
        return mapping.toApiException(failure, "req-1");
    }
}
