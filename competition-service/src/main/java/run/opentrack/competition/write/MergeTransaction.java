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
    /** Follows the last entry of the merged competition, under the same locks. */
    private static final String FIND_COPYING_ENTRY = """
            SELECT changes FROM opentrack.competition_history WHERE competition_id = $1 AND id > (
                   SELECT max(id) FROM opentrack.competition_history WHERE competition_id = $2) ORDER BY id LIMIT 1""";

    private final ChangeTransaction changes;
    private final Clock clock;

    MergeTransaction(ChangeTransaction changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * Merges a competition into another one.
     *
     * @param taken members of the removed one that the kept one gets
     * @return fails with 422 if the result is invalid, with 409 if it would be a duplicate of a third one
     */
    public Uni<Void> merge(SqlExecutor sql, AccessToken caller, UUID keptId, UUID removedId, Set<String> taken) {
        return CompetitionRepository.findAll(sql, List.of(keptId, removedId)).chain(found -> {
            Competition kept = find(found, keptId);
            Competition removed = find(found, removedId);
            Map<String, JsonMember> members = membersOf(removed, taken);
            requireNoNationalId(kept, members);
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
                    .chain(() -> change(sql, caller, kept, members));
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

    /** A national id that a competition has must not be lost. */
    private static void requireNoNationalId(Competition kept, Map<String, JsonMember> members) {
        if (members.containsKey(NATIONAL_ID) && NationalIdAddress.isUsable(kept.nationalId, kept.countryId)) {
            throw ApiException.invalid(Violation.ofMember(
                    "take", "national_id can be taken only by a competition without one", "value_error.national_id"));
        }
    }

    private Uni<Void> change(SqlExecutor sql, AccessToken caller, Competition kept, Map<String, JsonMember> members) {
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
        return changes.update(sql, request, kept)
                .invoke(response -> {
                    if (response.status() == 409) {
                        throw ApiException.conflict(
                                "With the members to take, the competition is similar to another one");
                    }
                })
                .replaceWithVoid();
    }

    /**
     * Creates a merged competition again, with its id, slug, national id and members. Members that the other one took are
     * reset, unless they have changed since or the result would be refused.
     *
     * @param resetsTaken whether members of the other one may be reset
     */
    public Uni<Void> undo(SqlExecutor sql, AccessToken caller, UUID id, Merge merge, boolean resetsTaken) {
        Uni<Void> reset = resetsTaken && !merge.taken().isEmpty()
                ? CompetitionRepository.find(sql, merge.into()).chain(kept -> reset(sql, caller, kept, id, merge))
                : Uni.createFrom().voidItem();
        return MergedCompetitionRepository.findAll(sql, List.of(id))
                .call(() -> MergedCompetitionRepository.delete(sql, id))
                .call(() -> DuplicateQueueRepository.removeCopied(sql, merge.into(), merge.at()))
                .call(() -> reset)
                .chain(found -> restore(sql, caller, found.get(0)));
    }

    /** @param kept null if it was deleted or merged since */
    private Uni<Void> reset(SqlExecutor sql, AccessToken caller, Competition kept, UUID removed, Merge merge) {
        if (kept == null) {
            return Uni.createFrom().voidItem();
        }
        return sql.query(FIND_COPYING_ENTRY, kept.id, removed)
                .chain(rows -> rows.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : change(
                                sql,
                                caller,
                                kept,
                                membersToReset((String) rows.get(0)[0], kept.rendered, merge.taken())))
                .onFailure(ApiException.class)
                .recoverWithNull();
    }

    /**
     * Former values of members that still have the value which they took.
     *
     * @param changes of the history entry
     * @param rendered JSON of the competition
     * @param taken names joined by commas
     */
    static Map<String, JsonMember> membersToReset(String changes, String rendered, String taken) {
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

    private Uni<Void> restore(SqlExecutor sql, AccessToken caller, Competition merged) {
        CompetitionData data = merged.toData();
        return Uni.combine()
                .all()
                .unis(
                        NationalIdRepository.findId(sql, NationalIdAddress.of(data), null),
                        SlugAllocator.find(sql, List.of(data), data.id()).map(free -> free.take(data)))
                .asTuple()
                .chain(free -> {
                    // Equal to others perhaps, which is for the admins to decide.
                    merged.apply(data, free.getItem2(), merged.id.toString(), clock.instant());
                    merged.setAddressed(free.getItem1() == null);
                    return Uni.combine()
                            .all()
                            .unis(
                                    CompetitionRepository.insert(sql, List.of(merged)),
                                    HistoryWriter.addRestored(sql, merged, caller.accountId()))
                            .discardItems();
                });
    }
}
