package run.opentrack.competition.imports;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import run.opentrack.competition.imports.CalendarImport.GonePolicy;
import run.opentrack.competition.imports.ImportRow.Outcome;

/**
 * Reconciliation of a source's new version with the competitions that it made before: by key and year, by key, then, for
 * rows without a known key, by name and date, then by our match. Pure but for the ids of new competitions.
 */
final class ImportMatcher {
    /**
     * Competition that the source made before.
     *
     * @param key null if its row had none
     * @param nameKey normalised name
     * @param settled whether it is cancelled or over, so that it need not be cancelled
     * @param merged whether it was merged into another one, so that it cannot be gone
     */
    record PreviousEntry(
            UUID competition, String key, LocalDate day, String nameKey, boolean settled, boolean merged) {}

    private final Map<Object, List<PreviousEntry>> byKeyAndYear = new HashMap<>();
    private final Map<Object, List<PreviousEntry>> byKey = new HashMap<>();
    private final Map<Object, List<PreviousEntry>> byNameAndDay = new HashMap<>();
    private final Map<Object, List<PreviousEntry>> byName = new HashMap<>();
    private final Map<UUID, PreviousEntry> unmatched = new LinkedHashMap<>();
    /** By position, in the order of the file. */
    private final Map<Integer, ImportRow> rows = new LinkedHashMap<>();

    private final Supplier<UUID> newIds;

    ImportMatcher(List<PreviousEntry> previous, List<ImportRow> rows, Supplier<UUID> newIds) {
        this.newIds = newIds;
        for (PreviousEntry entry : previous) {
            unmatched.put(entry.competition(), entry);
            add(byKeyAndYear, keyAndYear(entry.key(), entry.day()), entry);
            add(byKey, entry.key(), entry);
            add(byNameAndDay, List.of(entry.nameKey(), entry.day()), entry);
            add(byName, entry.nameKey(), entry);
        }
        rows.forEach(row -> this.rows.put(row.position(), row));
        refuseRepetitions();
        matchAll(byKeyAndYear, row -> keyAndYear(row.key(), row.day()));
        matchAll(byKey, ImportRow::key);
        matchAll(
                byNameAndDay,
                row -> row.day() == null || row.nameKey() == null ? null : List.of(row.nameKey(), row.day()));
        // An invalid row shows by its name at least which competition is not gone.
        matchAll(byName, row -> row.outcome() == Outcome.REFUSED ? row.nameKey() : null);
    }

    private static void add(Map<Object, List<PreviousEntry>> index, Object key, PreviousEntry entry) {
        if (key != null) {
            index.computeIfAbsent(key, first -> new ArrayList<>()).add(entry);
        }
    }

    private static Object keyAndYear(String key, LocalDate day) {
        return key == null || day == null ? null : List.of(key, day.getYear());
    }

    /** Two rows of one key and year are one competition, whose first row counts. */
    private void refuseRepetitions() {
        Map<Object, Integer> seen = new HashMap<>();
        rows.replaceAll((position, row) -> {
            Object key = row.outcome() == null ? keyAndYear(row.key(), row.day()) : null;
            Integer first = key == null ? null : seen.putIfAbsent(key, row.number());
            return first == null
                    ? row
                    : row.with(null, Outcome.DUPLICATE, "Row " + first + " is the same competition", true);
        });
    }

    private void matchAll(Map<Object, List<PreviousEntry>> index, Function<ImportRow, Object> key) {
        for (ImportRow row : List.copyOf(rows.values())) {
            Object value = isOpen(row) ? key.apply(row) : null;
            List<PreviousEntry> entries = value == null ? List.of() : index.getOrDefault(value, List.of());
            entries.stream()
                    .filter(entry -> unmatched.containsKey(entry.competition()))
                    .filter(entry -> mayBe(row, entry))
                    .findFirst()
                    .ifPresent(entry -> match(row, entry.competition()));
        }
    }

    private static boolean isOpen(ImportRow row) {
        return row.competition() == null && row.outcome() != Outcome.DUPLICATE;
    }

    /** Two different keys are two competitions, whatever their names, and so is a national id that is used again. */
    private static boolean mayBe(ImportRow row, PreviousEntry entry) {
        return row.key() == null || entry.key() == null || row.key().equals(entry.key()) && !isUsedAgain(row, entry);
    }

    /** Tests for the national id of another year's competition that is cancelled or over. A UID is never used again. */
    private static boolean isUsedAgain(ImportRow row, PreviousEntry entry) {
        return entry.settled()
                && !entry.key().startsWith("uid:")
                && row.day() != null
                && entry.day() != null
                && row.day().getYear() != entry.day().getYear();
    }

    private void match(ImportRow row, UUID competition) {
        unmatched.remove(competition);
        rows.put(row.position(), row.withCompetition(competition));
    }

    /** Returns valid rows without a match, whose key the source has not had before. */
    List<ImportRow> unmatchedRows() {
        boolean possible = !unmatched.isEmpty();
        return rows.values().stream()
                .filter(row -> possible && isOpen(row) && row.outcome() == null)
                .toList();
    }

    /** Matches an open row with the first of the competitions that our match found and the source made. */
    void matchSimilar(ImportRow row, Iterable<UUID> similar) {
        for (UUID competition : similar) {
            PreviousEntry entry = unmatched.get(competition);
            if (entry != null && mayBe(row, entry)) {
                match(row, competition);
                return;
            }
        }
    }

    /**
     * Returns all rows: matched ones without outcome, the others as new, and behind them those that are gone. While the file
     * has rows that cannot be read and might be any of those, nothing is deleted or cancelled.
     */
    List<ImportRow> result(GonePolicy policy) {
        List<ImportRow> result = new ArrayList<>();
        boolean unknown = false;
        for (ImportRow row : rows.values()) {
            boolean isNew = isOpen(row) && row.outcome() == null;
            result.add(isNew ? row.with(newIds.get(), Outcome.NEW, null, false) : row);
            unknown |= row.outcome() == Outcome.REFUSED
                    && row.competition() == null
                    && unmatched.values().stream().anyMatch(entry -> mayBe(row, entry));
        }
        boolean kept = policy == GonePolicy.KEEP || unknown;
        String detail = policy == GonePolicy.KEEP || !kept
                ? null
                : "Not " + (policy == GonePolicy.CANCEL ? "cancelled" : "deleted")
                        + ", since the import has refused rows that may be this competition";
        int position = result.stream().mapToInt(ImportRow::position).max().orElse(0);
        for (PreviousEntry entry : unmatched.values()) {
            if (entry.merged()) {
                continue;
            }
            ImportRow gone =
                    new ImportRow(++position, null, entry.key(), entry.day(), null, null, null, null, null, false);
            result.add(
                    policy == GonePolicy.CANCEL && entry.settled()
                            ? gone.with(
                                    entry.competition(), Outcome.UNCHANGED, "Gone, and cancelled or over before", true)
                            : gone.with(entry.competition(), Outcome.GONE, detail, kept));
        }
        return result;
    }
}
