package run.opentrack.competition.write;

import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.duplicate.MatchFeatures;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.security.AccessToken;

/**
 * Create of one competition, valid as a whole.
 *
 * @param features of the data, computed before the country is locked
 * @param overrideToken null if none was sent
 * @param key null if no Idempotency-Key was sent
 * @param upsert whether an equal national id is no duplicate, but the competition to be updated
 * @param bytes size of the body
 */
record CreateRequest(
        AccessToken caller,
        CompetitionData data,
        MatchFeatures features,
        String overrideToken,
        IdempotencyKey key,
        boolean upsert,
        int bytes)
        implements WriteQueue.Request {
    @Override
    public String country() {
        return data.countryId();
    }

    /** Tests whether the request is to be an update, because the national id is taken. */
    boolean isUpdate(DuplicateMatches matches) {
        return upsert && matches.isNationalIdTaken();
    }

    OverridePolicy.Conflict conflict(DuplicateMatches matches) {
        return new OverridePolicy.Conflict(caller.accountId(), data, matches);
    }
}
