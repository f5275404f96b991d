package run.opentrack.competition.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CompetitionRowsTest {
    @Test
    void a_statement_is_short_enough_to_be_prepared_once() {
        assertTrue(CompetitionRows.INSERT.length() < 2_048, CompetitionRows.INSERT);
    }

    @Test
    void what_means_something_in_a_text_of_an_array_is_quoted() {
        assertEquals("{}", CompetitionRows.literal(new String[0]));
        assertEquals("{\"a,b\",\"NULL\",\"\",\"{}\"}", CompetitionRows.literal(new String[] {"a,b", "NULL", "", "{}"}));
        assertEquals("{\"say \\\"x\\\" \\\\\"}", CompetitionRows.literal(new String[] {"say \"x\" \\"}));
    }
}
