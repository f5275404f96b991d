package run.opentrack.auth;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import run.opentrack.wire.request.Call;
import run.opentrack.wire.request.Calls;

/** All calls of this service. */
final class AuthCalls {
    @Produces
    @Singleton
    Calls calls() {
        return new Calls(
                Call.of("/api/v1/auth/token", "POST"),
                Call.of("/api/v1/auth/signup", "POST"),
                Call.of("/api/v1/auth/me", "GET", "DELETE"),
                Call.of("/api/v1/auth/me/password", "POST"),
                Call.of("/api/v1/auth/password/forgotten", "POST"),
                Call.of("/api/v1/auth/password/reset", "POST"),
                Call.of("/api/v1/auth/confirmation", "POST"),
                Call.of("/api/v1/auth/accounts", "GET"),
                Call.of("/api/v1/auth/accounts/{id}", "GET", "PATCH"),
                Call.of("/api/v1/auth/accounts/{id}/one-time-password", "POST"),
                Call.of("/api/v1/auth/accounts/{id}/groups/{group}", "PUT", "DELETE"),
                Call.of("/api/v1/auth/audit", "GET"),
                Call.of("/api/v1/auth/jwks", "GET"));
    }
}
