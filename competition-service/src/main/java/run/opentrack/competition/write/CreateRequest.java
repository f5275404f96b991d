package run.opentrack.competition.write;

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
 */
record CreateRequest(
        AccessToken caller, CompetitionData data, MatchFeatures features, String overrideToken, IdempotencyKey key)
        implements WriteQueue.Request {
    static CreateRequest of(AccessToken caller, CompetitionData data, String overrideToken, IdempotencyKey key) {
        return new CreateRequest(caller, data, MatchFeatures.of(data), overrideToken, key);
    }

    @Override
    public String country() {
        return data.countryId();
    }
}
