package run.opentrack.competition.write;

import java.time.Instant;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.duplicate.PossibleDuplicate;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;

/** A request that is accepted, with the matches that its override token covers. */
record AcceptedCreate(int index, CreateRequest request, DuplicateMatches matches) {
    /** Competition to be inserted, with which its call answers later items. */
    Competition toCompetition(String slug, UsedIds usedIds, Instant now) {
        CompetitionData data = request.data();
        UUID id = data.id() == null || matches.isIdTaken() ? newId() : data.id();
        boolean besideDuplicate = !matches.isEmpty() || matches.isUniqueKeyTaken();
        Competition competition = new Competition();
        competition.revision = usedIds.revisions(id);
        competition.apply(
                data.withId(id), request.features().fullName(), slug, besideDuplicate ? id.toString() : "", now);
        competition.setAddressed(!matches.isNationalIdTaken());
        if (request.item() != null) {
            request.item().onWrite(competition);
        }
        return competition;
    }

    WriteResponse response(Competition created) {
        return WriteResponse.created(
                created,
                matches.isPartial(),
                matches.possible().stream().map(PossibleDuplicate::id).toList());
    }

    /** Version 7 (RFC 9562): ids that grow with time share index pages, so that less is written to the log. */
    private static UUID newId() {
        return UuidVersion7Strategy.INSTANCE.generateUuid(null);
    }
}
