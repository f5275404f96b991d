package run.opentrack.competition;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import run.opentrack.http.request.Endpoint;
import run.opentrack.http.request.EndpointTable;

/** Endpoints of this service: any other path is a 404, any other method a 405. */
final class CompetitionEndpoints {
    @Produces
    @Singleton
    EndpointTable endpoints() {
        return new EndpointTable(
                Endpoint.of("/api/v1/competitions", "GET", "POST"),
                Endpoint.of("/api/v1/competitions/test", "POST"),
                Endpoint.of("/api/v1/competitions/{id}", "GET", "POST", "PATCH", "DELETE"),
                Endpoint.of("/api/v1/competitions/{id}/history", "GET"));
    }
}
