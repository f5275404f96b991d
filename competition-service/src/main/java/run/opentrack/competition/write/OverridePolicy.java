package run.opentrack.competition.write;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.duplicate.OverrideTokenService;
import run.opentrack.competition.idempotency.WriteResponse;

/** Competitions that one which is to be registered may be the same as, where its client has not said that it is not. */
@ApplicationScoped
class OverridePolicy {
    private final OverrideTokenService overrides;

    OverridePolicy(OverrideTokenService overrides) {
        this.overrides = overrides;
    }

    /** The matches that the client has seen; a 422 says why its override token does not hold. */
    Set<UUID> coveredMatches(CreateRequest request) {
        return overrides.verify(request.overrideToken(), request.caller().accountId(), request.data());
    }

    /** The 409 with these matches, and a token for whoever knows better. */
    WriteResponse conflict(CreateRequest request, DuplicateMatches matches) {
        CreateMetrics.increment("duplicate");
        return WriteResponse.duplicate(
                matches.conflictBody(overrides.issue(request.caller().accountId(), request.data(), matches.ids())));
    }
}
