package run.opentrack.competition;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import run.opentrack.wire.request.Call;
import run.opentrack.wire.request.Calls;

/** All calls of this service. */
final class CompetitionCalls {
    @Produces
    @Singleton
    Calls calls() {
        return new Calls(
                Call.of("/api/v1/competitions", "GET", "POST"),
                Call.of("/api/v1/competitions/test", "POST"),
                Call.of("/api/v1/competitions/{id}", "GET", "POST", "PATCH", "DELETE"),
                Call.of("/api/v1/competitions/{id}/history", "GET"));
    }
}
