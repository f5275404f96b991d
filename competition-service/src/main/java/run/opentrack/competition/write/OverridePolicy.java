package run.opentrack.competition.write;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.duplicate.OverrideTokenService;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.CompetitionData;

/**
 * Decides which matches are covered by an override token and builds the 409. A write proceeds if all of its matches are
 * covered: a match that appeared after the token was issued is a new conflict.
 */
@ApplicationScoped
class OverridePolicy {
    private final OverrideTokenService tokens;

    OverridePolicy(OverrideTokenService tokens) {
        this.tokens = tokens;
    }

    /**
     * @param token null if none was sent
     * @return ids of the covered matches; fails with 422 if the token is not valid for this account and data
     */
    Set<UUID> coveredMatches(String token, UUID account, CompetitionData data) {
        return tokens.verify(token, account, data);
    }

    /** Builds and counts the 409 for a create. */
    WriteResponse conflict(CreateRequest request, DuplicateMatches matches) {
        CreateBatch.count("duplicate");
        return conflict(request.caller().accountId(), request.data(), matches);
    }

    /** Builds the 409 with an override token for all matches. */
    WriteResponse conflict(UUID account, CompetitionData data, DuplicateMatches matches) {
        return WriteResponse.duplicate(matches.conflictBody(tokens.issue(account, data, matches.ids())));
    }
}
