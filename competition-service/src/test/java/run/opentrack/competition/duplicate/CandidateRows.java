package run.opentrack.competition.duplicate;

import java.time.LocalDate;
import java.util.UUID;

/** Rows as the candidate query returns them, see {@link CandidateRowMapper#COLUMNS}. */
public final class CandidateRows {
    private CandidateRows() {}

    /** Row of a competition of Estonia with a name, a date and nothing else. */
    public static Object[] of(UUID id, String nameKey, LocalDate date) {
        return new Object[] {id, nameKey, "", "", "EST", date, date, "", null, null, null, "", null, null, null, ""};
    }
}
