package run.opentrack.competition.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;

class BulkParserTest {
    @Test
    void an_item_is_a_competition_or_an_operation() {
        List<BulkOperation> operations = parse("[ {\"full_name\":\"a\"} ,\n{\"op\":\"delete\",\"ref\":\"r\",\"id\":"
                + "\"7f3e1d0a4b4e4b839d8e2f0d6c1c7a01\",\"if_match\":\"abc\"}, {\"competition\":{\"city\":\"b\"}}]");
        assertThat(operations)
                .extracting(BulkOperation::type)
                .containsExactly(BulkOperation.Type.CREATE, BulkOperation.Type.DELETE, BulkOperation.Type.CREATE);
        assertThat(operations.get(0).members().get("full_name").text()).isEqualTo("a");
        assertThat(operations.get(1).ifMatch()).isEqualTo("\"abc\"");
        assertThat(operations.get(1).ref()).isEqualTo("r");
        assertThat(operations.get(2).members().get("city").text()).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "\"text\"",
                "{\"op\":\"make\"}",
                "{\"op\":\"update\",\"competition\":{}}",
                "{\"op\":\"delete\",\"id\":\"x\"}",
                "{\"op\":\"create\"}",
                "{\"op\":\"upsert\",\"competition\":[]}",
                "{\"op\":\"create\",\"id\":\"7f3e1d0a4b4e4b839d8e2f0d6c1c7a01\",\"competition\":{}}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1e1000000}",
            })
    void a_faulty_item_is_an_error_of_that_item(String item) {
        List<BulkOperation> operations = parse("[{\"b\":[1,\"]\"]}," + item + ",{}]");
        assertThat(operations).hasSize(3);
        assertThat(operations.get(0).error()).isNull();
        assertThat(operations.get(1).error().status()).isEqualTo(422);
        assertThat(operations.get(2).error()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"{}, 422", "[1, 422", "[1] 2, 422", "'[\"\u0000\"]', 422", "'', 422"})
    void a_body_that_is_no_array_is_an_error_of_the_call(String body, int status) {
        assertThatThrownBy(() -> parse(body))
                .isInstanceOfSatisfying(
                        ApiException.class, error -> assertThat(error.status()).isEqualTo(status));
    }

    @Test
    void more_than_1000_items_are_413() {
        String items = "{},".repeat(1_000) + "{}";
        assertThatThrownBy(() -> parse("[" + items + "]"))
                .isInstanceOfSatisfying(
                        ApiException.class, error -> assertThat(error.status()).isEqualTo(413));
        assertThat(parse("[" + items.substring(3) + "]")).hasSize(1_000);
    }

    @Test
    void a_row_of_csv_is_an_operation_if_a_column_says_so() {
        String csv = "\uFEFFop,ref,id,full_name,age_groups,city\r\n"
                + "update,a,7f3e1d0a-4b4e-4b83-9d8e-2f0d6c1c7a01,\"'=x, '@y\",\"U20,SEN\",\r\n"
                + ",,,b,,\"two\nlines\"\r\n"
                + "c\r\n";
        List<BulkOperation> operations =
                BulkParser.parse(csv.getBytes(StandardCharsets.UTF_8), "Text/CSV; charset=utf-8");
        assertThat(operations).hasSize(3);
        assertThat(operations.get(0).type()).isEqualTo(BulkOperation.Type.UPDATE);
        assertThat(operations.get(0).id()).hasToString("7f3e1d0a-4b4e-4b83-9d8e-2f0d6c1c7a01");
        assertThat(operations.get(0).members().get("full_name").text()).isEqualTo("=x, '@y");
        assertThat(operations.get(0).members().get("age_groups").items()).hasSize(2);
        assertThat(operations.get(0).members()).doesNotContainKeys("city", "id", "op");
        assertThat(operations.get(1).type()).isEqualTo(BulkOperation.Type.CREATE);
        assertThat(operations.get(2).error().status()).isEqualTo(422);
    }

    @Test
    void invisible_characters_around_identifiers_and_names_of_columns_are_removed() {
        String id = "7f3e1d0a-4b4e-4b83-9d8e-2f0d6c1c7a01";
        BulkOperation item = parse("[{\"op\":\"delete\u00a0\",\"id\":\"" + id + "\u200b\",\"if_match\":\"abc\ufeff\"}]")
                .get(0);
        assertThat(item.error()).isNull();
        assertThat(item.id()).hasToString(id);
        assertThat(item.ifMatch()).isEqualTo("\"abc\"");
        String csv = "op\u00a0,id,full_name\u00a0\nupdate\u200b," + id + ",Gala\n";
        BulkOperation row = BulkParser.parse(csv.getBytes(StandardCharsets.UTF_8), "text/csv")
                .get(0);
        assertThat(row.type()).isEqualTo(BulkOperation.Type.UPDATE);
        assertThat(row.id()).hasToString(id);
        assertThat(row.members().get("full_name").text()).isEqualTo("Gala");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,a\n1,2", "a,a\u200b\n1,2", "a,b\n\"open,1"})
    void text_that_is_no_csv_is_an_error_of_the_call(String csv) {
        byte[] body = csv.getBytes(StandardCharsets.UTF_8);
        if (csv.isEmpty()) {
            assertThat(BulkParser.parse(body, "text/csv")).isEmpty();
        } else {
            assertThatThrownBy(() -> BulkParser.parse(body, "text/csv")).isInstanceOf(ApiException.class);
        }
    }

    private static List<BulkOperation> parse(String json) {
        return BulkParser.parse(json.getBytes(StandardCharsets.UTF_8), null);
    }
}
