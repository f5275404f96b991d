package run.opentrack.export;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import run.opentrack.wire.request.Call;
import run.opentrack.wire.request.Calls;

/** All calls of this service. */
final class ExportCalls {
    @Produces
    @Singleton
    Calls calls() {
        return new Calls(Call.of("/api/v1/exports", "GET", "POST"), Call.of("/api/v1/exports/{id}", "GET"));
    }
}
