package run.opentrack.competition.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/** Property test with a fixed seed: any text for a filter is rejected by the filter's name, or bound in the query. */
class FilterParserPropertyTest {
    /** All filters. */
    static final List<String> NAMES = List.of(
            "country",
            "from_date",
            "to_date",
            "year",
            "national_id",
            "slug",
            "venue_id",
            "organiser_id",
            "wa_rankings_category_id",
            "age_group",
            "q",
            "updated_since",
            "limit",
            "status",
            "include",
            "after");

    @Property(tries = 2_000, seed = "20270612")
    void any_value_of_a_filter_is_rejected_by_its_name_or_bound(
            @ForAll("names") String name, @ForAll("values") List<String> values) {
        try {
            CompetitionFilter filter = FilterParser.parse(Map.of(name, values));
            CompetitionQueryBuilder query = CompetitionQueryBuilder.of(filter);
            for (String value : values) {
                boolean harmless = value.length() < 6 || !query.sql("id").contains(value);
                assertThat(harmless).as("bound, not written").isTrue();
            }
        } catch (ApiException rejection) {
            assertThat(rejection.status()).isEqualTo(422);
            assertThat((List<?>) rejection.detail()).isNotEmpty().allSatisfy(violation -> assertThat(
                            ((Violation) violation).loc())
                    .isEqualTo(List.of("query", name)));
        }
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of(
                Stream.concat(NAMES.stream(), Stream.of("unknown")).toList());
    }

    @Provide
    Arbitrary<List<String>> values() {
        Arbitrary<String> value = Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(600),
                Arbitraries.strings().ascii().ofMaxLength(30),
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.of(
                        "",
                        " ",
                        "EST",
                        "GER",
                        "2027-05-08",
                        "2027-02-30",
                        "+999999999-01-01",
                        "-1",
                        "0",
                        "1000",
                        "1001",
                        "DF",
                        "cancelled",
                        "status,etag",
                        "U14",
                        "2027-01-31T12:00:00Z",
                        "+1000000000-01-01T00:00:00Z",
                        "MjAyNy0wNi0xMg",
                        "a & b | !c:*",
                        "'",
                        "\\"));
        return value.list().ofMinSize(1).ofMaxSize(3);
    }
}
