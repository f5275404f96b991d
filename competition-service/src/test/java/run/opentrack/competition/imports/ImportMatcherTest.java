package run.opentrack.competition.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.imports.CalendarImport.GonePolicy;
import run.opentrack.competition.imports.ImportMatcher.PreviousEntry;
import run.opentrack.competition.imports.ImportRow.Outcome;

class ImportMatcherTest {
    private static final LocalDate MAY = LocalDate.of(2027, 5, 8);
    private static final UUID FIRST = new UUID(1, 1);
    private static final UUID SECOND = new UUID(1, 2);
    private static final UUID NEW = new UUID(9, 9);

    @Test
    void row_without_a_previous_competition_is_new_and_one_without_a_row_is_gone() {
        List<ImportRow> result = match(List.of(previous(FIRST, "a", MAY, "spring")), row(1, "b", MAY, "autumn"));
        assertThat(result).extracting(ImportRow::outcome).containsExactly(Outcome.NEW, Outcome.GONE);
        assertThat(result).extracting(ImportRow::competition).containsExactly(NEW, FIRST);
        assertThat(result).extracting(ImportRow::number).containsExactly(1, null);
        assertThat(result).extracting(ImportRow::finished).containsExactly(false, false);
    }

    @Test
    void key_identifies_a_competition_whatever_its_name_and_date() {
        assertMatched(previous(FIRST, "a", MAY, "spring"), row(1, "a", MAY.plusDays(20), "autumn"));
        assertMatched(previous(FIRST, "a", MAY, "spring"), row(1, "a", MAY.plusYears(1), "spring"));
    }

    @Test
    void equal_key_of_another_year_is_another_competition_if_both_are_there() {
        List<ImportRow> result = match(
                List.of(previous(FIRST, "a", MAY, "x"), previous(SECOND, "a", MAY.plusYears(1), "x")),
                row(1, "a", MAY.plusYears(1), "x"),
                row(2, "a", MAY, "x"));
        assertThat(result).extracting(ImportRow::competition).containsExactly(SECOND, FIRST);
    }

    @Test
    void a_key_that_is_used_again_after_the_year_is_another_competition() {
        PreviousEntry over = new PreviousEntry(FIRST, "a", MAY, "spring", true, false);
        List<ImportRow> result = match(List.of(over), row(1, "a", MAY.plusYears(1), "spring"));
        assertThat(result).extracting(ImportRow::outcome).containsExactly(Outcome.NEW, Outcome.GONE);
        assertMatched(over, row(1, "a", MAY.plusDays(20), "spring"));
        PreviousEntry postponed = new PreviousEntry(FIRST, "uid:a", MAY, "spring", true, false);
        assertMatched(postponed, row(1, "uid:a", MAY.plusYears(1), "spring"));
    }

    @Test
    void a_refused_row_with_a_key_of_its_own_keeps_no_other_competition() {
        List<ImportRow> result = match(List.of(previous(FIRST, "a", MAY, "spring")), refused(1, "b", "autumn"));
        assertThat(result.get(1).outcome()).isEqualTo(Outcome.GONE);
        assertThat(result.get(1).finished()).isFalse();
    }

    @Test
    void row_without_a_key_is_identified_by_name_and_date_even_if_it_had_one() {
        assertMatched(previous(FIRST, null, MAY, "spring"), row(1, null, MAY, "spring"));
        assertMatched(previous(FIRST, "a", MAY, "spring"), row(1, null, MAY, "spring"));
        assertMatched(previous(FIRST, null, MAY, "spring"), row(1, "a", MAY, "spring"));
    }

    @Test
    void different_keys_are_different_competitions_of_one_name_and_date() {
        List<ImportRow> result = match(List.of(previous(FIRST, "a", MAY, "spring")), row(1, "b", MAY, "spring"));
        assertThat(result).extracting(ImportRow::outcome).containsExactly(Outcome.NEW, Outcome.GONE);
    }

    @Test
    void repeated_key_within_a_year_is_a_duplicate_that_names_the_first_row() {
        List<ImportRow> result = match(List.of(), row(2, "a", MAY, "x"), row(3, "a", MAY.plusDays(1), "y"));
        assertThat(result.get(0).outcome()).isEqualTo(Outcome.NEW);
        assertThat(result.get(1).outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(result.get(1).detail()).contains("Row 2 is the same competition");
    }

    @Test
    void refused_row_keeps_its_competition_from_being_gone() {
        for (ImportRow refused : List.of(refused(1, "a", null), refused(1, null, "spring"))) {
            List<ImportRow> result = match(List.of(previous(FIRST, "a", MAY, "spring")), refused);
            assertThat(result).extracting(ImportRow::outcome).containsExactly(Outcome.REFUSED);
            assertThat(result.get(0).competition()).isEqualTo(FIRST);
        }
    }

    @Test
    void nothing_is_deleted_while_a_refused_row_may_be_any_competition() {
        List<ImportRow> result = match(List.of(previous(FIRST, "a", MAY, "spring")), refused(1, null, null));
        assertThat(result.get(1).outcome()).isEqualTo(Outcome.GONE);
        assertThat(result.get(1).finished()).isTrue();
        assertThat(result.get(1).detail()).contains("Not deleted");
    }

    @Test
    void competition_that_is_gone_is_reported_only_if_it_is_to_be_kept() {
        ImportMatcher matcher =
                new ImportMatcher(List.of(previous(FIRST, "a", MAY, "x")), List.of(), ImportMatcherTest::noId);
        assertThat(matcher.result(GonePolicy.KEEP)).singleElement().satisfies(row -> {
            assertThat(row.outcome()).isEqualTo(Outcome.GONE);
            assertThat(row.finished()).isTrue();
        });
    }

    @Test
    void what_is_cancelled_or_over_before_is_neither_cancelled_nor_gone_again() {
        PreviousEntry cancelled = new PreviousEntry(FIRST, "a", MAY, "x", true, false);
        PreviousEntry scheduled = new PreviousEntry(SECOND, "b", MAY, "y", false, false);
        ImportMatcher matcher = new ImportMatcher(List.of(cancelled, scheduled), List.of(), ImportMatcherTest::noId);
        assertThat(matcher.result(GonePolicy.CANCEL))
                .extracting(ImportRow::outcome, ImportRow::finished)
                .containsExactly(tuple(Outcome.UNCHANGED, true), tuple(Outcome.GONE, false));
        assertThat(matcher.result(GonePolicy.DELETE))
                .extracting(ImportRow::outcome)
                .containsOnly(Outcome.GONE);
    }

    @Test
    void what_was_merged_is_matched_but_never_gone() {
        List<PreviousEntry> merged = List.of(new PreviousEntry(FIRST, "a", MAY, "x", false, true));
        assertThat(match(merged, row(1, "a", MAY, "y")))
                .extracting(ImportRow::competition)
                .containsExactly(FIRST);
        assertThat(match(merged)).isEmpty();
    }

    @Test
    void similar_competition_is_matched_once_and_only_if_the_source_made_it() {
        ImportRow renamed = row(1, null, MAY, "spring open");
        ImportRow other = row(2, null, MAY, "spring cup");
        ImportMatcher matcher =
                new ImportMatcher(List.of(previous(FIRST, null, MAY, "spring")), List.of(renamed, other), () -> NEW);
        assertThat(matcher.unmatchedRows()).containsExactly(renamed, other);
        matcher.matchSimilar(renamed, List.of(SECOND, FIRST));
        matcher.matchSimilar(other, List.of(FIRST));
        assertThat(matcher.result(GonePolicy.DELETE))
                .extracting(ImportRow::competition)
                .containsExactly(FIRST, NEW);
    }

    @Test
    void rows_are_not_searched_if_nothing_is_left_to_match() {
        assertThat(new ImportMatcher(List.of(), List.of(row(1, null, MAY, "x")), () -> NEW).unmatchedRows())
                .isEmpty();
    }

    /** 50 random versions of one calendar: each previous competition is matched or gone, and none twice. */
    @Test
    void successive_versions_account_for_every_competition() {
        Random random = new Random(7);
        Map<UUID, PreviousEntry> stored = new HashMap<>();
        for (int version = 0; version < 50; version++) {
            List<ImportRow> rows = new ArrayList<>();
            for (int n = 1; n <= 200; n++) {
                if (random.nextInt(10) > 0) {
                    String key = random.nextInt(3) == 0 ? null : "k" + n;
                    rows.add(row(n, key, MAY.plusDays(random.nextInt(3)), "name " + n));
                }
            }
            List<ImportRow> result =
                    new ImportMatcher(List.copyOf(stored.values()), rows, UUID::randomUUID).result(GonePolicy.DELETE);
            Set<UUID> accounted = new HashSet<>();
            for (ImportRow row : result) {
                boolean known = stored.containsKey(row.competition());
                assertThat(known).isEqualTo(row.outcome() == null || row.outcome() == Outcome.GONE);
                assertThat(accounted.add(row.competition())).isTrue();
            }
            assertThat(accounted).containsAll(stored.keySet());
            stored.clear();
            result.stream()
                    .filter(row -> row.number() != null)
                    .forEach(row -> stored.put(
                            row.competition(),
                            new PreviousEntry(row.competition(), row.key(), row.day(), row.nameKey(), false, false)));
        }
    }

    private static void assertMatched(PreviousEntry entry, ImportRow row) {
        List<ImportRow> result = match(List.of(entry), row);
        assertThat(result).hasSize(1);
        assertThat(result.get(0).competition()).isEqualTo(entry.competition());
        assertThat(result.get(0).outcome()).isNull();
    }

    private static List<ImportRow> match(List<PreviousEntry> previous, ImportRow... rows) {
        return new ImportMatcher(previous, List.of(rows), () -> NEW).result(GonePolicy.DELETE);
    }

    private static UUID noId() {
        throw new IllegalStateException("no row is new");
    }

    private static PreviousEntry previous(UUID id, String key, LocalDate day, String name) {
        return new PreviousEntry(id, key, day, name, false, false);
    }

    private static ImportRow row(int number, String key, LocalDate day, String name) {
        return new ImportRow(number, number, key, day, name, "{}", null, null, null, false);
    }

    private static ImportRow refused(int number, String key, String name) {
        return new ImportRow(number, number, key, null, name, null, null, Outcome.REFUSED, "\"why\"", true);
    }
}
