package run.opentrack.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ExceptionMapping;

class RestExceptionMapperTest {
    private final RestExceptionMapper mapper = new RestExceptionMapper(new ExceptionMapping(List.of()));

    @Test
    void api_exception_becomes_status_headers_and_json() {
        Response response = map(ApiException.tooManyRequests("Too many requests", 7));
        assertThat(response.getStatus()).isEqualTo(429);
        assertThat(response.getHeaderString("Retry-After")).isEqualTo("7");
        assertThat(response.getMediaType()).hasToString("application/json");
        assertThat(body(response)).isEqualTo("{\"detail\":\"Too many requests\"}");
    }

    @Test
    void exception_of_the_framework_loses_its_text() {
        assertThat(body(map(new NotFoundException("HTTP 404 secret")))).isEqualTo("{\"detail\":\"Not Found\"}");
    }

    @Test
    void unexpected_exception_reveals_the_request_id_alone() {
        Response response = map(new IllegalStateException("secret"));
        assertThat(response.getStatus()).isEqualTo(500);
        assertThat(body(response)).isEqualTo("{\"detail\":\"Internal Server Error, request req-1\"}");
    }

    private Response map(Throwable failure) {
        RoutingContext request = (RoutingContext) Proxy.newProxyInstance(
                RestExceptionMapperTest.class.getClassLoader(),
                new Class<?>[] {RoutingContext.class},
                (proxy, method, arguments) -> method.getName().equals("get") ? "req-1" : null);
        return mapper.toResponse(failure, request);
    }

    private static String body(Response response) {
        return new String((byte[]) response.getEntity(), StandardCharsets.UTF_8);
    }
}
