package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import run.opentrack.competition.duplicate.DuplicateFinder;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.duplicate.OverrideTokenService;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.sql.SqlExecutor;

/**
 * Decides which matches are covered by an override token and builds the 409. A write proceeds if all of its matches are
 * covered: a match that appeared after the token was issued is a new conflict.
 */
@ApplicationScoped
class OverridePolicy {
    /** Bodies of 409s that are built at once. */
    private static final int MAX_BATCH_CHARS = 8 << 20;

    private final OverrideTokenService tokens;
    private final DuplicateFinder duplicates;

    OverridePolicy(OverrideTokenService tokens, DuplicateFinder duplicates) {
        this.tokens = tokens;
        this.duplicates = duplicates;
    }

    /** Matches of a write that its override token does not cover, if there are any. */
    record Conflict(UUID account, CompetitionData data, DuplicateMatches matches) {}

    /**
     * @param token null if none was sent
     * @return ids of the covered matches; fails with 422 if the token is not valid for this account and data
     */
    Set<UUID> coveredMatches(String token, UUID account, CompetitionData data) {
        return tokens.verify(token, account, data);
    }

    /**
     * Builds the 409s of a batch, each with an override token for all of its matches.
     *
     * @return in the order of the conflicts; empty without matches, or behind large responses
     */
    Uni<List<Optional<WriteResponse>>> responses(SqlExecutor sql, List<Conflict> conflicts) {
        List<DuplicateMatches> matches =
                conflicts.stream().map(Conflict::matches).toList();
        return duplicates.withJson(sql, matches).map(read -> responses(conflicts, read));
    }

    private List<Optional<WriteResponse>> responses(List<Conflict> conflicts, List<DuplicateMatches> read) {
        List<Optional<WriteResponse>> responses = new ArrayList<>();
        int size = 0;
        for (int n = 0; n < conflicts.size(); n++) {
            DuplicateMatches matches = read.get(n);
            if (matches.isEmpty() || size > MAX_BATCH_CHARS) {
                responses.add(Optional.empty());
                continue;
            }
            String token =
                    tokens.issue(conflicts.get(n).account(), conflicts.get(n).data(), matches.ids());
            String body = matches.conflictBody(token);
            size += body.length();
            responses.add(Optional.of(WriteResponse.duplicate(body, matches.isPartial())));
        }
        return responses;
    }
}
