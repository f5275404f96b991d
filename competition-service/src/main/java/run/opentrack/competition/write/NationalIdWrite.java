package run.opentrack.competition.write;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionJson;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.name.Slug;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.security.AccessToken;

/**
 * Write to the competition at an address by national id: PUT, PATCH or, without data and members, DELETE.
 *
 * @param data of a PUT, which replaces all members; otherwise null
 * @param members of a PATCH, the changed ones; otherwise null
 * @param overrideToken null if none was sent
 * @param adoptedId competition that a PUT gives the national id if none has it; null for none
 * @param key null if no Idempotency-Key was sent
 * @param bytes size of the body
 */
public record NationalIdWrite(
        AccessToken caller,
        NationalIdAddress address,
        CompetitionData data,
        Map<String, JsonMember> members,
        String overrideToken,
        UUID adoptedId,
        Preconditions conditions,
        IdempotencyKey key,
        int bytes) {
    String country() {
        return address.countryId();
    }

    NationalIdRepository.Lookup lookup() {
        return new NationalIdRepository.Lookup(address, data == null ? null : data.slug());
    }

    CreateRequest create() {
        return CreateRequest.of(caller, data, overrideToken, key, bytes).asUpsert();
    }

    ChangeRequest change(UUID id, boolean adopts) {
        SortedSet<String> countries = new TreeSet<>(Set.of(country()));
        return new ChangeRequest(
                caller,
                id,
                change(),
                overrideToken,
                null,
                conditions,
                address,
                adopts,
                country(),
                countries,
                bytes,
                null);
    }

    private UnaryOperator<CompetitionData> change() {
        if (data != null) {
            return this::replace;
        }
        return members == null ? null : before -> CompetitionParser.parseChange(before, members);
    }

    /** Replaces all members but the id, and but a slug that is not sent. */
    private CompetitionData replace(CompetitionData before) {
        if (data.id() != null && !data.id().equals(before.id())) {
            throw ApiException.invalid(Violation.ofMember("id", "cannot be changed", "value_error.id"));
        }
        return data.with(before.id(), data.slug() == null ? before.slug() : data.slug());
    }

    /**
     * Compares a PUT with the stored competition by its entity tag, so that nothing else of it is read.
     *
     * @return null if it differs, or must be evaluated under the lock
     */
    WriteResponse unchanged(NationalIdRepository.Addressed stored) {
        boolean comparable = data != null
                && overrideToken == null
                && (data.id() == null || data.id().equals(stored.id()))
                && (data.slug() == null || data.slug().equals(stored.slug()) || keepsNumber(stored));
        if (!comparable) {
            return null;
        }
        String rendered = CompetitionJson.render(data.withId(stored.id()), stored.slug());
        return stored.etag().startsWith(Competition.etagOf(rendered))
                ? WriteResponse.unchanged(stored.id(), stored.etag(), rendered)
                : null;
    }

    /** A slug keeps its number while the slug without it is taken. */
    private boolean keepsNumber(NationalIdRepository.Addressed stored) {
        return stored.slugTaken() && Slug.isNumberOf(data.slug(), stored.slug());
    }
}
