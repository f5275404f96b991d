package run.opentrack.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.request.EndpointTable.BodyLimit;
import run.opentrack.http.request.EndpointTable.Endpoint;

class EndpointTableTest {
    private final EndpointTable endpoints = new EndpointTable(List.of(
            Endpoint.of("/api/v1/competitions", "GET", "POST"),
            Endpoint.of("/api/v1/competitions/{id}", "DELETE", "PATCH"),
            Endpoint.of("/api/v1/competitions/test", "POST")));

    @Test
    void get_implies_head() {
        assertThat(endpoints.methodsOf("/api/v1/competitions")).containsExactly("GET", "HEAD", "POST");
    }

    @Test
    void trailing_slash_does_not_matter() {
        assertThat(endpoints.methodsOf("/api/v1/competitions/")).containsExactly("GET", "HEAD", "POST");
    }

    @Test
    void variable_segment_takes_any_text_but_none() {
        assertThat(endpoints.methodsOf("/api/v1/competitions/%41")).containsExactly("DELETE", "PATCH");
    }

    @Test
    void methods_of_all_matching_templates_are_united() {
        assertThat(endpoints.methodsOf("/api/v1/competitions/test")).containsExactly("DELETE", "PATCH", "POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api/v1",
                "/api/v1/competition",
                "/api/v1/Competitions",
                "/api/v1/competitions//",
                "/api/v1/competitions/a/b",
                "api/v1/competitions",
                "/api/v1/competitions?",
            })
    void unknown_path_has_no_methods(String path) {
        assertThat(endpoints.methodsOf(path)).isEmpty();
    }

    @Test
    void endpoints_of_a_resource_are_its_annotated_methods() {
        assertThat(EndpointTable.ofResource(Resource.class))
                .containsExactlyInAnyOrder(
                        Endpoint.of("/api/v1/runs", "GET"),
                        Endpoint.of("/api/v1/runs", "POST"),
                        Endpoint.of("/api/v1/runs/{id}", "DELETE"),
                        Endpoint.of("/api/v1/runs/{id}", "POST"),
                        new Endpoint("/api/v1/runs/import", List.of("POST"), 70));
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/runs/import/, POST, 70", "/api/v1/runs/import, PUT, 5", "/api/v1/runs, POST, 5", "/x, POST, 5"
    })
    void body_limit_of_a_method_replaces_that_of_the_service(String path, String method, long limit) {
        EndpointTable table = new EndpointTable(EndpointTable.ofResource(Resource.class));
        assertThat(table.bodyLimitOf(path, method, 5)).isEqualTo(limit);
    }

    @Test
    void class_without_path_has_no_endpoints() {
        assertThat(EndpointTable.ofResource(String.class)).isEmpty();
    }

    @Path("/api/v1/runs")
    static class Resource {
        @GET
        public void list() {}

        @POST
        public void start() {}

        @DELETE
        @Path("{id}")
        public void delete() {}

        @POST
        @Path("{id}")
        public void update() {}

        @POST
        @Path("import")
        @BodyLimit(70)
        public void importAll() {}

        public void helper() {}
    }
}
