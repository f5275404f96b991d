package run.opentrack.competition.imports.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.competition.imports.format.SourceFormat.InvalidSourceException;
import run.opentrack.competition.imports.format.SourceOptions.DateOrder;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.http.body.JsonMember;

class CsvSourceReaderTest {
    private static final SourceOptions OPTIONS = new SourceOptions("EST", null, Map.of());

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void delimiter_is_detected(String delimiter) {
        String file = "full_name,date,city\nKevad, 2027-05-18,Tartu\n".replace(",", delimiter);
        assertThat(texts(read(file).get(0)))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("full_name", "Kevad", "date", "2027-05-18", "city", "Tartu"));
    }

    @Test
    void delimiter_is_the_one_that_yields_known_columns() {
        String file = "full_name;\"a, b, c, d\";date\nKevad;x;2027-05-18\n";
        assertThat(texts(read(file).get(0))).containsEntry("full_name", "Kevad").containsEntry("date", "2027-05-18");
    }

    @Test
    void declared_delimiter_wins_and_its_line_is_no_row() {
        List<SourceRow> rows = read("sep=;\r\nfull_name;date\r\nKevad, jooks;2027-05-18\r\n");
        assertThat(texts(rows.get(0))).containsEntry("full_name", "Kevad, jooks");
        assertThat(rows.get(0).number()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, ''", "UTF-8, '\uFEFF'", "UTF-16LE, '\uFEFF'", "UTF-16BE, '\uFEFF'", "windows-1252, ''"})
    void charset_is_detected(String charset, String mark) {
        String file = mark + "full_name\tdate\nÕhtu jooks – Žürii €\t2027-05-18\n";
        List<SourceRow> rows = read(file.getBytes(Charset.forName(charset)), OPTIONS);
        assertThat(texts(rows.get(0))).containsEntry("full_name", "Õhtu jooks – Žürii €");
    }

    @Test
    void charset_of_a_long_text_is_detected_by_all_of_it() {
        String file = "full_name,date\n" + "Kevad,2027-05-18\n".repeat(2_000) + "Õhtu,2027-05-18\n";
        for (Charset charset : List.of(StandardCharsets.UTF_8, Charset.forName("windows-1252"))) {
            List<SourceRow> rows = read(file.getBytes(charset), OPTIONS);
            assertThat(texts(rows.get(2_000))).containsEntry("full_name", "Õhtu");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "59,437  | 59.437",
                "-59.437 | -59.437",
                "\u221259,4 | -59.4",
                "1.234,5 | 1234.5",
                "1,234.5 | 1234.5",
                "1 234,5 | 1234.5",
                "1,234   | 1234",
                "1,23    | 1.23",
                "12      | 12"
            })
    void decimal_comma_is_understood(String cell, String number) {
        String file = "full_name;date;altitude\nKevad;2027-05-18;" + cell + "\n";
        assertThat(texts(read(file).get(0))).containsEntry("altitude", number);
    }

    @Test
    void latitude_has_no_thousands() {
        assertThat(texts(read("full_name;date;latitude\nKevad;2027-05-18;9,437\n")
                        .get(0)))
                .containsEntry("latitude", "9.437");
    }

    @Test
    void ambiguous_date_is_refused_without_an_order_and_others_of_the_file_are_read() {
        String file = "full_name,date\nA,8/5/2027\nB,18/5/2027\n";
        List<SourceRow> rows = read(file);
        assertThat(rows.get(0).violations()).singleElement().satisfies(violation -> {
            assertThat(violation.loc()).containsExactly("body", "date");
            assertThat(violation.msg()).contains("8/5/2027 is ambiguous").contains("date_order");
        });
        assertThat(rows.get(1).violations()).isEmpty();
        SourceOptions dayFirst = new SourceOptions("EST", DateOrder.DMY, Map.of());
        assertThat(texts(read(file.getBytes(StandardCharsets.UTF_8), dayFirst).get(0)))
                .containsEntry("date", "2027-05-08");
    }

    @Test
    void names_of_columns_are_compared_without_case_and_unknown_ones_are_ignored() {
        assertThat(texts(read("Full Name,DATE,Kommentaar\nKevad,2027-05-18,x\n").get(0)))
                .containsOnlyKeys("full_name", "date");
    }

    @Test
    void columns_are_mapped_by_their_own_names() {
        SourceOptions mapped = new SourceOptions("EST", null, Map.of("nimi", "full_name", "kuupäev", "date"));
        List<SourceRow> rows = read("Kuupäev;Nimi\n18.5.2027;Kevad\n".getBytes(StandardCharsets.UTF_8), mapped);
        assertThat(texts(rows.get(0))).containsEntry("full_name", "Kevad").containsEntry("date", "2027-05-18");
    }

    @Test
    void rows_are_numbered_as_in_a_spreadsheet_and_blank_ones_skipped() {
        List<SourceRow> rows = read("full_name,date\n\"A\nB\",2027-05-18\n,\n\nC,2027-05-18\n , ,,\n");
        assertThat(rows).extracting(SourceRow::number).containsExactly(2, 5);
    }

    @Test
    void row_is_identified_by_its_national_id_unless_that_is_none() {
        List<SourceRow> rows =
                read("full_name,date,national_id\nA,2027-05-18, 77\u200b \nB,2027-05-18,EST\nC,2027-05-18,-\n");
        assertThat(rows).extracting(SourceRow::key).containsExactly("national_id:77", null, null);
    }

    @Test
    void cell_beyond_the_header_is_a_violation_of_its_row_only() {
        List<SourceRow> rows = read("full_name,date\nA, B,2027-05-18\nC,2027-05-18,,\n");
        assertThat(rows.get(0).violations()).singleElement().satisfies(violation -> assertThat(violation.msg())
                .contains("needs quotes"));
        assertThat(rows.get(1).violations()).isEmpty();
    }

    @Test
    void empty_cells_empty_their_members_but_assigned_ones() {
        String file = "full_name,date,city,website,latitude,id,slug,year,country_id,age_groups\nA,2027-05-18,,,,,,,,\n";
        Map<String, JsonMember> members = read(file).get(0).members();
        assertThat(members.keySet()).containsExactly("full_name", "date", "city", "website", "latitude", "age_groups");
        assertThat(members.get("website").type()).isEqualTo(JsonMember.Type.NULL);
    }

    @Test
    void file_of_our_own_is_read_as_it_was_written() {
        String file = "\uFEFFfull_name,short_name,slug,name_local,country_id,address,city,venue_id,latitude,longitude,"
                + "altitude,date,finish_date,wa_rankings_category_id,age_groups,national_id,basic_description,"
                + "contact_details,organiser_id,website,entry_link,results_link,id,year\r\n"
                + "'=Kevad,,kevad,,EST,\"Staadioni 1, Tartu\",Tartu,,58.3,26.7,,2027-05-18,2027-05-19,5,\"U18,U20\",77,"
                + "\"Two\nlines\",\"'+372 5;'-a\",,https://a.ee/1,,,,2027\r\n";
        Map<String, JsonMember> members = read(file).get(0).members();
        CompetitionData data = CompetitionParser.parse(members);
        assertThat(data.fullName()).isEqualTo("=Kevad");
        assertThat(data.contactDetails()).isEqualTo("+372 5;-a");
        assertThat(data.basicDescription()).isEqualTo("Two\nlines");
        assertThat(data.ageGroups()).containsExactly("U18", "U20");
        assertThat(data.latitude()).isEqualTo(58.3);
        assertThat(data.finishDate()).isEqualTo("2027-05-19");
        assertThat(data.waRankingsCategoryId()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "                               | must have a header line",
                "name,date\\nA,2027-05-18       | it has: name, date",
                "full_name\\nA                  | must have the columns full_name and date",
                "full_name,date,Date\\nA,1,2    | the column date once",
                "full_name,date\\nA,\"B\"x,C    | at line 2",
                "full_name,date\\nA,\"B         | at line"
            })
    void file_that_cannot_be_read_says_why(String file, String message) {
        String text = file == null ? "" : file.replace("\\n", "\n");
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "full_name,date\\nx,2027-01-01 | ,a",
                "full_name,date\\nx,2027-01-01 | ,\"\\n\"",
                "full_name,date               | ,",
                "full_name,date               | x"
            })
    void record_is_bounded_whatever_it_consists_of(String start, String repeated) {
        String file = (start + repeated.repeat(300_000)).replace("\\n", "\n");
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("a row must have at most 262144 characters");
    }

    @Test
    void records_within_the_bound_are_read_however_many_there_are() {
        String row = "Kevad,2027-05-18," + "x".repeat(200_000) + "\n";
        assertThat(read("full_name,date,city\n" + row.repeat(20))).hasSize(20);
    }

    @Test
    void row_has_one_violation_for_all_cells_beyond_the_header() {
        assertThat(read("full_name,date\nA,2027-05-18" + ",x".repeat(1_000))
                        .get(0)
                        .violations())
                .hasSize(1);
    }

    @Test
    void message_about_a_file_is_short_and_can_be_stored() {
        assertThatThrownBy(() -> read("na\0me\ud800," + "x".repeat(60_000) + "\na,b\n"))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("it has: na me")
                .satisfies(invalid -> assertThat(invalid.getMessage())
                        .hasSizeLessThanOrEqualTo(500)
                        .doesNotContain("\0"));
    }

    @Test
    void file_of_more_than_10_000_rows_is_refused() {
        String row = "Kevad,2027-05-18\n";
        assertThat(read("full_name,date\n" + row.repeat(10_000))).hasSize(10_000);
        assertThatThrownBy(() -> read("full_name,date\n" + row.repeat(10_001)))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining("at most 10000 rows");
    }

    @Test
    void json_of_a_row_has_all_members() {
        String file = "full_name,date,city,age_groups,website\n\"A \"\"B\"\"\",2027-05-18,,\"U18,U20\",\n";
        assertThat(read(file).get(0).json())
                .isEqualTo("{\"full_name\":\"A \\\"B\\\"\",\"date\":\"2027-05-18\",\"city\":\"\","
                        + "\"age_groups\":[\"U18\",\"U20\"],\"website\":null}");
    }

    private static List<SourceRow> read(String file) {
        return read(file.getBytes(StandardCharsets.UTF_8), OPTIONS);
    }

    private static List<SourceRow> read(byte[] file, SourceOptions options) {
        List<SourceRow> rows = new ArrayList<>();
        SourceFormat.CSV.read(file, options, rows::add);
        return rows;
    }

    private static Map<String, String> texts(SourceRow row) {
        return row.members().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, member -> member.getValue()
                .text()));
    }
}
