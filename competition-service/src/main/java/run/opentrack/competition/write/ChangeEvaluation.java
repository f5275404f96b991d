package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.UUID;
import run.opentrack.competition.duplicate.CandidateOverlay;
import run.opentrack.competition.duplicate.DuplicateMatches;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.name.Slug;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.http.error.ApiException;

/**
 * Result of the comparison of a changed competition with all others.
 *
 * @param addressed id of the competition that has the national id after the change, null if there is none
 */
record ChangeEvaluation(DuplicateMatches matches, String slug, boolean existsEqual, UUID addressed) {
    static ChangeEvaluation independent(CompetitionData before) {
        return new ChangeEvaluation(DuplicateMatches.none(), before.slug(), false, null);
    }

    /**
     * Reads what the change depends on.
     *
     * @param overlay the writes of a dry run, otherwise null
     * @return fails with 409 if a merged competition has the national id
     */
    static Uni<ChangeEvaluation> read(
            SqlExecutor sql,
            CandidateOverlay overlay,
            CompetitionData before,
            CompetitionData after,
            Uni<DuplicateMatches> matches) {
        NationalIdAddress address = NationalIdAddress.of(after);
        return Uni.combine()
                .all()
                .unis(
                        matches,
                        SlugAllocator.find(sql, List.of(after), after.id()).map(free -> slug(free, before, after)),
                        CompetitionRepository.existsEqual(sql, after, after.id()),
                        NationalIdRepository.findId(sql, address, overlay),
                        MergedCompetitionRepository.findTarget(sql, address))
                .with((found, slug, existsEqual, addressed, mergedInto) -> {
                    if (mergedInto != null && !mergedInto.equals(after.id())) {
                        throw MergedCompetitionRepository.conflict(mergedInto);
                    }
                    return new ChangeEvaluation(found, slug, existsEqual, addressed);
                });
    }

    boolean isAddressFree(UUID id) {
        return addressed == null || addressed.equals(id);
    }

    void requireFree(NationalIdAddress newAddress, UUID id) {
        if (newAddress != null && !isAddressFree(id)) {
            throw ApiException.conflict("Another competition has the address " + newAddress.path());
        }
    }

    /**
     * The part of the unique key that lets a competition coexist with an equal one: after an override, or because
     * a change of the city, which is not checked for duplicates, makes them equal.
     */
    String distinctKey(Competition competition) {
        boolean distinct = !matches.isEmpty() || !competition.distinctKey.isEmpty() || existsEqual;
        return distinct ? competition.id.toString() : "";
    }

    /** A slug keeps its number while the slug without it is taken. */
    private static String slug(SlugAllocator.FreeSlugs free, CompetitionData before, CompetitionData after) {
        String slug = free.take(after);
        String requested = SlugAllocator.requestedSlug(after);
        boolean keepsNumber = !slug.equals(requested)
                && Slug.isNumberOf(requested, before.slug())
                && before.countryId().equals(after.countryId())
                && before.year() == after.year();
        return keepsNumber ? before.slug() : slug;
    }

    /** Tests whether no other competition matters: nothing that is compared or unique changes. */
    static boolean isIndependent(Competition competition, CompetitionData before, CompetitionData after) {
        return !needsDuplicateCheck(before, after)
                && before.slug().equals(after.slug())
                && before.city().equals(after.city())
                && before.nationalId().equals(after.nationalId())
                && (competition.nationalIdKey != null || NationalIdAddress.of(after) == null);
    }

    static boolean needsDuplicateCheck(CompetitionData before, CompetitionData after) {
        return !(before.fullName().equals(after.fullName())
                && before.shortName().equals(after.shortName())
                && before.nameLocal().equals(after.nameLocal())
                && before.date().equals(after.date())
                && before.finishDate().equals(after.finishDate())
                && before.countryId().equals(after.countryId()));
    }
}
