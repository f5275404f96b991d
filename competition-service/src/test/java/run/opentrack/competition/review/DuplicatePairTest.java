package run.opentrack.competition.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.competition.review.DuplicateFilter.Cursor;
import run.opentrack.database.security.Rights;

class DuplicatePairTest {
    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);

    /** The pair is one of EST and LVA. Members are separated by spaces; a dash stands for none given. */
    @ParameterizedTest
    @CsvSource({
        // state, proposed by, kept, taken, rights, keep, take -> state, by, taken
        "open,     '',  0, '',        EST LVA, 1, city,      same,     '',  city",
        "open,     '',  0, '',        EST,     1, city,      proposed, EST, city",
        "open,     '',  0, '',        LVA,     2, -,         proposed, LVA, ''",
        "proposed, EST, 1, city,      LVA,     1, city,      same,     '',  city",
        "proposed, EST, 1, city,      LVA,     1, -,         proposed, LVA, ''",
        "proposed, EST, 1, '',        LVA,     1, -,         same,     '',  ''",
        "proposed, EST, 1, city date, LVA,     1, date city, same,     '',  city date",
        "proposed, EST, 1, city,      LVA,     1, date,      proposed, LVA, date",
        "proposed, EST, 1, city,      LVA,     2, -,         proposed, LVA, ''",
        "proposed, EST, 1, city,      EST,     1, city,      proposed, EST, city",
        "proposed, EST, 1, city,      EST LVA, 2, date,      same,     '',  date",
        // The proposal is of a country that the competition has left.
        "proposed, FIN, 1, city,      LVA,     1, city,      proposed, LVA, city",
    })
    void a_merge_needs_both_countries(
            String state,
            String proposedBy,
            int kept,
            String taken,
            String rights,
            int keep,
            String take,
            String newState,
            String by,
            String newTaken) {
        DuplicatePair pair = new DuplicatePair(
                UUID.randomUUID(),
                FIRST,
                SECOND,
                "EST",
                "LVA",
                true,
                state,
                proposedBy.isEmpty() ? null : proposedBy,
                kept == 0 ? null : new UUID(0, kept),
                taken.replace(' ', ','));
        Set<String> members = take.equals("-")
                ? Set.of()
                : Arrays.stream(take.split(" ")).collect(Collectors.toCollection(LinkedHashSet::new));
        Rights groups =
                new Rights(Stream.of(rights.split(" ")).map("ADMIN_"::concat).collect(Collectors.toSet()));
        DuplicatePair merged = pair.withMergeDecision(new DuplicateDecision(true, new UUID(0, keep), members), groups);
        assertThat(merged.state()).isEqualTo(newState);
        assertThat(merged.proposedCountry()).isEqualTo(by.isEmpty() ? null : by);
        assertThat(merged.keptId()).isEqualTo(new UUID(0, keep));
        assertThat(merged.taken()).isEqualTo(newTaken.replace(' ', ','));
    }

    @Test
    void a_cursor_is_decoded_as_it_was_encoded() {
        Cursor cursor = new Cursor(Instant.parse("2027-01-31T12:00:00.123456Z"), FIRST);
        assertThat(Cursor.decode(cursor.encode())).contains(cursor);
        for (String invalid : new String[] {"", "x", "_", cursor.encode() + "x", "2027_" + FIRST}) {
            assertThat(Cursor.decode(invalid)).as(invalid).isEqualTo(Optional.empty());
        }
    }
}
