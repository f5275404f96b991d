package run.opentrack.auth;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import run.opentrack.http.request.Endpoint;
import run.opentrack.http.request.EndpointTable;

/** Endpoints of this service. */
final class AuthEndpoints {
    @Produces
    @Singleton
    EndpointTable endpoints() {
        return new EndpointTable(
                Endpoint.of("/api/v1/auth/token", "POST"),
                Endpoint.of("/api/v1/auth/signup", "POST"),
                Endpoint.of("/api/v1/auth/me", "GET", "DELETE"),
                Endpoint.of("/api/v1/auth/me/password", "POST"),
                Endpoint.of("/api/v1/auth/password/forgotten", "POST"),
                Endpoint.of("/api/v1/auth/password/reset", "POST"),
                Endpoint.of("/api/v1/auth/confirmation", "POST"),
                Endpoint.of("/api/v1/auth/accounts", "GET"),
                Endpoint.of("/api/v1/auth/accounts/{id}", "GET", "PATCH"),
                Endpoint.of("/api/v1/auth/accounts/{id}/one-time-password", "POST"),
                Endpoint.of("/api/v1/auth/accounts/{id}/groups/{group}", "PUT", "DELETE"),
                Endpoint.of("/api/v1/auth/audit", "GET"),
                Endpoint.of("/api/v1/auth/jwks", "GET"));
    }
}
