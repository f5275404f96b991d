package run.opentrack.competition.write;

import java.time.Instant;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionStatus;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/**
 * Update or delete of one competition.
 *
 * @param change applied to the stored data, null for a delete; it fails with 422
 * @param overrideToken null if none was sent
 * @param status change of the status, null for none
 * @param address that the request was sent to; null if it was sent to the id
 * @param adopts whether the competition is to get the national id of the address, which no other has
 * @param country of the competition before the change
 * @param countries that the change writes to, two if it moves the competition
 * @param bytes size of the body
 * @param item null outside of bulk calls
 */
public record ChangeRequest(
        AccessToken caller,
        UUID id,
        UnaryOperator<CompetitionData> change,
        String overrideToken,
        CompetitionStatus.Change status,
        Preconditions conditions,
        NationalIdAddress address,
        boolean adopts,
        String country,
        SortedSet<String> countries,
        int bytes,
        BulkCall.Item item)
        implements WriteQueue.Request {
    ChangeRequest withItem(BulkCall.Item newItem) {
        return new ChangeRequest(
                caller,
                id,
                change,
                overrideToken,
                status,
                conditions,
                address,
                adopts,
                country,
                countries,
                bytes,
                newItem);
    }

    /** Returns the status after the change; a change of the date may change it too. */
    CompetitionStatus statusAfter(Competition competition, CompetitionData after, Instant now) {
        CompetitionStatus current = competition.status();
        CompetitionStatus moved = after.date().equals(competition.date) ? current : current.move(competition.date, now);
        return status == null ? moved : moved.apply(status, now);
    }

    /** Returns the response to a change of the status with the status, any other as it is. */
    WriteResponse withStatus(WriteResponse response, Competition competition) {
        return status == null ? response : response.withBody(competition.renderedWithStatus());
    }

    boolean isDelete() {
        return change == null;
    }

    /**
     * Checks the address under the lock.
     *
     * @param competition with the id, null if there is none
     * @param addressed id of the competition at the address, null if there is none
     */
    void requireAddress(Competition competition, UUID addressed) {
        if (address == null || id.equals(addressed)) {
            return;
        }
        if (!adopts) {
            throw UpsertService.OVERTAKEN;
        }
        if (addressed != null) {
            throw otherAddressed(addressed);
        }
        if (competition != null
                && NationalIdAddress.isUsable(competition.nationalId, competition.countryId)
                && !competition.nationalId.equals(address.nationalId())) {
            throw ApiException.conflict("The competition has another national id, " + competition.nationalId);
        }
    }

    static ApiException otherAddressed(UUID id) {
        return ApiException.conflict("Another competition has this national id, " + id);
    }

    /** Address after a change that moved the competition away from the one of the request, otherwise null. */
    NationalIdAddress newAddress(CompetitionData after) {
        NationalIdAddress current = NationalIdAddress.of(after);
        return address == null || address.equals(current) ? null : current;
    }
}
