package run.opentrack.competition.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CompetitionQueryBuilderTest {
    private static final String ORDER = " ORDER BY date, full_name, id";

    @Test
    void a_filter_without_conditions_selects_all_rows() {
        CompetitionQueryBuilder query = query(Map.of());
        assertThat(query.sql("id")).isEqualTo("SELECT id FROM competition" + ORDER);
        assertThat(query.values().size()).isZero();
    }

    @Test
    void one_country_is_compared_and_several_are_searched() {
        assertThat(query(Map.of("country", List.of("EST"))).sql("id")).contains(" WHERE country_id = $1 ");
        CompetitionQueryBuilder several = query(Map.of("country", List.of("LVA", "EST")));
        assertThat(several.sql("id")).contains(" WHERE country_id = ANY($1) ");
        assertThat(several.values().getArrayOfStrings(0)).containsExactly("EST", "LVA");
    }

    @Test
    void conditions_are_joined_by_and_in_the_order_of_their_values() {
        CompetitionQueryBuilder query = query(Map.of(
                "country", List.of("EST"),
                "year", List.of("2027"),
                "slug", List.of("cup"),
                "age_group", List.of("U14")));
        assertThat(query.sql("id"))
                .isEqualTo("SELECT id FROM competition WHERE country_id = $1 AND date >= $2 AND date <= $3"
                        + " AND slug = $4 AND $5 = ANY(age_group_parts)" + ORDER);
        assertThat(query.values().getLocalDate(1)).isEqualTo(LocalDate.of(2027, 1, 1));
        assertThat(query.values().getLocalDate(2)).isEqualTo(LocalDate.of(2027, 12, 31));
        assertThat(query.values().getString(4)).isEqualTo("U14");
    }

    @Test
    void no_value_is_part_of_the_sql() {
        String value = "'; DROP TABLE competition; --";
        CompetitionQueryBuilder query = query(Map.of("national_id", List.of(value), "slug", List.of(value)));
        assertThat(query.sql("id")).doesNotContain("DROP");
        assertThat(query.values().getString(1)).isEqualTo(value);
    }

    @Test
    void statuses_use_their_index_unless_scheduled_ones_are_among_them() {
        CompetitionQueryBuilder query = query(Map.of("status", List.of("postponed", "cancelled")));
        assertThat(query.sql("id")).contains(" WHERE (status = ANY($1)) ");
        assertThat(query.values().getArrayOfStrings(0)).containsExactly("cancelled", "postponed");
        assertThat(query(Map.of("status", List.of("scheduled"))).sql("id"))
                .contains(" WHERE (status IS NULL OR status = ANY($1)) ");
    }

    @Test
    void included_members_are_added_to_the_stored_json_in_their_order() {
        assertThat(query(Map.of()).sqlOfJson()).startsWith("SELECT convert_to(rendered, 'UTF8') FROM");
        CompetitionQueryBuilder query = query(Map.of("include", List.of("updated_at, status,updated_at")));
        assertThat(query.sqlOfJson())
                .contains("octet_length(rendered) - 1) || convert_to(',\"status\":' || (coalesce(status_json,")
                .containsOnlyOnce(",\"updated_at\":")
                .contains(" || '}', 'UTF8') FROM")
                .doesNotContain("etag");
        assertThat(query.sqlUpToBytes(11, 4_096))
                .contains(
                        "FROM (SELECT rendered, country_id, national_id, status_json, etag, created_at, updated_at, date,");
    }

    @Test
    void updated_since_is_widened_by_the_longest_write() {
        Instant since = Instant.parse("2027-01-31T12:00:00Z");
        OffsetDateTime bound = query(Map.of("updated_since", List.of(since.toString())))
                .values()
                .getOffsetDateTime(0);
        assertThat(bound.toInstant()).isBefore(since.minusSeconds(5)).isAfter(since.minusSeconds(120));
    }

    @Test
    void a_page_starts_after_the_row_of_its_cursor() {
        PageCursor cursor = new PageCursor(LocalDate.of(2027, 5, 8), "Cup", UUID.randomUUID());
        CompetitionQueryBuilder query = query(Map.of("country", List.of("EST"), "after", List.of(cursor.encode())));
        assertThat(query.sql("id")).contains(" WHERE country_id = $1 AND (date, full_name, id) > ($2, $3, $4)" + ORDER);
        assertThat(query.values().getUUID(3)).isEqualTo(cursor.id());
    }

    @Test
    void rows_are_limited_by_count_and_by_bytes() {
        assertThat(query(Map.of()).sqlUpToBytes(11, 4_096))
                .contains(" LIMIT 11)")
                .contains(" WHERE before < 4096 ")
                .endsWith(ORDER);
    }

    private static CompetitionQueryBuilder query(Map<String, List<String>> parameters) {
        return CompetitionQueryBuilder.of(FilterParser.parse(parameters));
    }
}
