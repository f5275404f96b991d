package run.opentrack.competition.imports.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.competition.imports.format.SourceOptions.DateOrder;
import run.opentrack.competition.imports.format.SpreadsheetDateParser.ParsedDate;

class SpreadsheetDateParserTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2027-05-18",
                "2027-5-18",
                " 2027-05-18\u00a0",
                "2027/05/18",
                "2027.05.18",
                "20270518",
                "2027-05-18 00:00:00",
                "2027-05-18T10:30:00Z",
                "2027-05-18T10:30:00+03:00",
                "18.5.2027",
                "18.05.2027 0:00",
                "18. 5. 2027",
                "18/05/2027",
                "5/18/2027",
                "5/18/27",
                "5/18/2027 9:30 AM",
                "18-05-27",
                "18.5.2027.",
                "18-May-27",
                "18 May 2027",
                "18.May.2027",
                "May 18, 2027",
                "MAY 18th, 2027",
                "46525",
                "46525.75"
            })
    void unambiguous_date_needs_no_order(String text) {
        assertThat(SpreadsheetDateParser.parse(text, null)).isEqualTo(new ParsedDate(LocalDate.of(2027, 5, 18), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.5.2027", "8/5/27", "08-05-2027", "8/5/2027 10:00"})
    void day_and_month_that_could_be_either_need_an_order(String text) {
        assertThat(SpreadsheetDateParser.parse(text, null)).isEqualTo(new ParsedDate(null, true));
        assertThat(SpreadsheetDateParser.parse(text, DateOrder.DMY).date()).isEqualTo("2027-05-08");
        assertThat(SpreadsheetDateParser.parse(text, DateOrder.MDY).date()).isEqualTo("2027-08-05");
    }

    @ParameterizedTest
    @CsvSource({"5.5.2027, , 2027-05-05", "18/5/2027, MDY, ", "5/18/2027, DMY, ", "2027-05-08, MDY, 2027-05-08"})
    void an_order_holds_for_every_date_but_iso(String text, DateOrder order, LocalDate date) {
        assertThat(SpreadsheetDateParser.parse(text, order)).isEqualTo(new ParsedDate(date, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "31.2.2027",
                "2027-02-30",
                "0.5.2027",
                "18.5.",
                "18 Mai 2027",
                "18 Ma 2027",
                "99999",
                "202712",
                "2027111",
                "1234",
                "8.-9.5.2027",
                "18.5.20277",
                "2027-05-18-19"
            })
    void other_text_is_no_date(String text) {
        assertThat(SpreadsheetDateParser.parse(text, null)).isEqualTo(new ParsedDate(null, false));
    }
}
