package run.opentrack.competition.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CompetitionBulkInsertTest {
    @Test
    void a_statement_is_short_enough_to_be_prepared_once() {
        assertTrue(CompetitionBulkInsert.INSERT.length() < 2_048, CompetitionBulkInsert.INSERT);
    }

    @Test
    void special_characters_in_array_elements_are_quoted() {
        assertEquals("{}", CompetitionBulkInsert.arrayLiteral(new String[0]));
        assertEquals(
                "{\"a,b\",\"NULL\",\"\",\"{}\"}",
                CompetitionBulkInsert.arrayLiteral(new String[] {"a,b", "NULL", "", "{}"}));
        assertEquals("{\"say \\\"x\\\" \\\\\"}", CompetitionBulkInsert.arrayLiteral(new String[] {"say \"x\" \\"}));
    }
}
