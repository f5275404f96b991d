package run.opentrack.competition.write;

import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.duplicate.MatchFeatures;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.competition.idempotency.WriteResponse;
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
 * @param item null outside of bulk calls
 */
public record CreateRequest(
        AccessToken caller,
        CompetitionData data,
        MatchFeatures features,
        String overrideToken,
        IdempotencyKey key,
        boolean upsert,
        int bytes,
        BulkCall.Item item)
        implements WriteQueue.Request {
    /**
     * @param overrideToken null if none was sent
     * @param key null if no Idempotency-Key was sent
     */
    public static CreateRequest of(
            AccessToken caller, CompetitionData data, String overrideToken, IdempotencyKey key, int bytes) {
        return new CreateRequest(caller, data, MatchFeatures.of(data), overrideToken, key, false, bytes, null);
    }

    CreateRequest asUpsert() {
        return new CreateRequest(caller, data, features, overrideToken, key, true, bytes, item);
    }

    public CreateRequest withItem(BulkCall.Item newItem) {
        return new CreateRequest(caller, data, features, overrideToken, key, upsert, bytes, newItem);
    }

    @Override
    public String country() {
        return data.countryId();
    }

    /** Tests whether the request is to be an update, because the national id is taken. */
    boolean isUpdate(DuplicateMatches matches) {
        return upsert && matches.isNationalIdTaken();
    }

    /** @return the 409 if a match is an earlier item of the same bulk call; otherwise null */
    WriteResponse conflictWithItem(DuplicateMatches matches) {
        return item == null ? null : item.conflictWith(matches.ids());
    }

    OverridePolicy.Conflict conflict(DuplicateMatches matches) {
        return new OverridePolicy.Conflict(caller.accountId(), data, matches);
    }
}
