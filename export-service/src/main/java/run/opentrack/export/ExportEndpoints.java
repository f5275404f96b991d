package run.opentrack.export;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import run.opentrack.http.request.Endpoint;
import run.opentrack.http.request.EndpointTable;

/** Endpoints of this service. */
final class ExportEndpoints {
    @Produces
    @Singleton
    EndpointTable calls() {
        return new EndpointTable(
                Endpoint.of("/api/v1/exports", "GET", "POST"), Endpoint.of("/api/v1/exports/{id}", "GET"));
    }
}
