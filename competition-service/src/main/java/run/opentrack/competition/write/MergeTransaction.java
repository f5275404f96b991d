package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.UUID;
import run.opentrack.competition.duplicate.DuplicateQueueRepository;
import run.opentrack.competition.history.HistoryWriter;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.MergedCompetitionRepository.Merge;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.body.RawJsonMembers;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.security.AccessToken;

/**
 * Merge of two competitions, and its undo, in a transaction that has checked the rights and locked both countries. Members
 * that are copied between them are an update like any other.
 */
@ApplicationScoped
public class MergeTransaction {
    private static final String NATIONAL_ID = "national_id";

    private final ChangeTransaction changeTransaction;
    private final Clock clock;

    MergeTransaction(ChangeTransaction changeTransaction, Clock clock) {
        this.changeTransaction = changeTransaction;
        this.clock = clock;
    }

    /**
     * Merges a competition into another one.
     *
     * @param taken names of the members of the removed competition that the kept one gets
     * @return fails with 422 if the result is invalid, with 409 if it would be a duplicate of a third one
     */
    public Uni<Void> merge(SqlExecutor sql, AccessToken caller, UUID keptId, UUID removedId, Set<String> taken) {
        return CompetitionRepository.findAll(sql, List.of(keptId, removedId)).chain(found -> {
            Competition kept = find(found, keptId);
            Competition removed = find(found, removedId);
            Map<String, JsonMember> members = membersOf(removed, taken);
            requireNationalIdNotReplaced(kept, members);
            CompetitionData before = kept.toData();
            boolean copies = !CompetitionParser.parseChange(before, members).equals(before);
            Instant now = clock.instant();
            Merge merge = new Merge(keptId, now, copies ? String.join(",", new TreeSet<>(members.keySet())) : "");
            return Uni.combine()
                    .all()
                    .unis(
                            MergedCompetitionRepository.move(sql, removed, merge),
                            HistoryWriter.addMerged(sql, removed, keptId, caller.accountId(), now),
                            DuplicateQueueRepository.copy(sql, removedId, keptId, now))
                    .discardItems()
                    .chain(() -> update(sql, caller, kept, members));
        });
    }

    private static Competition find(List<Competition> found, UUID id) {
        return found.stream()
                .filter(competition -> competition.id.equals(id))
                .findFirst()
                .orElseThrow(ChangeTransaction::notFound);
    }

    private static Map<String, JsonMember> membersOf(Competition competition, Set<String> names) {
        Map<String, JsonMember> members = parse(competition.rendered);
        members.keySet().retainAll(names);
        return members;
    }

    private static Map<String, JsonMember> parse(String json) {
        return JsonObjectParser.members(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Rejects the merge if the kept competition would lose its national id, to which requests are sent. */
    private static void requireNationalIdNotReplaced(Competition kept, Map<String, JsonMember> members) {
        if (members.containsKey(NATIONAL_ID) && NationalIdAddress.isUsable(kept.nationalId, kept.countryId)) {
            throw ApiException.invalid(Violation.ofMember(
                    "take", "national_id can be taken only by a competition without one", "value_error.national_id"));
        }
    }

    private Uni<Void> update(SqlExecutor sql, AccessToken caller, Competition kept, Map<String, JsonMember> members) {
        if (members.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        ChangeRequest request = new ChangeRequest(
                caller,
                kept.id,
                before -> CompetitionParser.parseChange(before, members),
                null,
                null,
                Preconditions.NONE,
                null,
                false,
                kept.countryId,
                new TreeSet<>(Set.of(kept.countryId)),
                0,
                null);
        return changeTransaction
                .update(sql, request, kept)
                .invoke(response -> {
                    if (response.status() == 409) {
                        throw ApiException.conflict(
                                "With the members to take, the competition is similar to another one");
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Creates a merged competition again, with its id, slug, national id and members. Members that the kept competition took
     * get their former values, unless they were changed after the merge or the update would be rejected.
     *
     * @param mayUpdateKept whether the caller has the right to update the kept competition
     */
    public Uni<Void> undo(SqlExecutor sql, AccessToken caller, UUID removedId, Merge merge, boolean mayUpdateKept) {
        UUID keptId = merge.keptId();
        Uni<Void> takenReverted = mayUpdateKept && !merge.taken().isEmpty()
                ? CompetitionRepository.find(sql, keptId)
                        .chain(kept -> revertTaken(sql, caller, kept, removedId, merge.taken()))
                : Uni.createFrom().voidItem();
        return MergedCompetitionRepository.findAll(sql, List.of(removedId))
                .call(() -> MergedCompetitionRepository.delete(sql, removedId))
                .call(() -> DuplicateQueueRepository.removeCopied(sql, keptId, merge.at()))
                // Before the restore: afterwards the kept competition would be a duplicate of the restored one, and may
                // have its national id.
                .call(() -> takenReverted)
                .chain(found -> restore(sql, caller, found.get(0)));
    }

    /** @param kept null if it was deleted or merged since */
    private Uni<Void> revertTaken(SqlExecutor sql, AccessToken caller, Competition kept, UUID removedId, String taken) {
        if (kept == null) {
            return Uni.createFrom().voidItem();
        }
        return MergedCompetitionRepository.findCopiedChanges(sql, kept.id, removedId)
                .chain(changes -> changes == null
                        ? Uni.createFrom().voidItem()
                        : update(sql, caller, kept, formerValuesOfUnchanged(changes, kept.rendered, taken)))
                .onFailure(ApiException.class)
                .recoverWithNull();
    }

    /**
     * Former values of the taken members that still have the value which was taken.
     *
     * @param changes former and new values by member, as JSON of the history entry that the merge added
     * @param rendered JSON of the kept competition
     * @param taken names of members, joined by commas
     */
    static Map<String, JsonMember> formerValuesOfUnchanged(String changes, String rendered, String taken) {
        Map<String, String> current = RawJsonMembers.of(rendered);
        Map<String, String> ofEntry = RawJsonMembers.of(changes);
        StringJoiner former = new StringJoiner(",", "{", "}");
        for (String name : taken.split(",")) {
            Map<String, String> change = RawJsonMembers.of(ofEntry.get(name));
            if (!change.isEmpty() && change.get("new").equals(current.get(name))) {
                former.add('"' + name + "\":" + change.get("old"));
            }
        }
        return new LinkedHashMap<>(parse(former.toString()));
    }

    private Uni<Void> restore(SqlExecutor sql, AccessToken caller, Competition removed) {
        CompetitionData data = removed.toData();
        return Uni.combine()
                .all()
                .unis(
                        NationalIdRepository.findId(sql, NationalIdAddress.of(data), null),
                        SlugAllocator.find(sql, List.of(data), data.id()))
                .with((idAtAddress, freeSlugs) -> {
                    // Its own id as the distinct key allows equal competitions, about which the admins decide.
                    removed.apply(data, freeSlugs.take(data), removed.id.toString(), clock.instant());
                    removed.setAddressed(idAtAddress == null);
                    return removed;
                })
                .chain(restored -> Uni.combine()
                        .all()
                        .unis(
                                CompetitionRepository.insert(sql, List.of(restored)),
                                HistoryWriter.addRestored(sql, restored, caller.accountId()))
                        .discardItems());
    }
}
