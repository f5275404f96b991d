package run.opentrack.competition.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompetitionReadRoutesTest {
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "deflate, gzip;q=0.5", "br,gzip , deflate", "gzip;q=1", "gzip;q=0.001"})
    void gzip_is_accepted_where_it_is_named(String header) {
        assertThat(CompetitionReadRoutes.acceptsGzip(header)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "deflate", "gzip;q=0", "gzip; q=0.000 ", "x-gzip2", "br;q=1"})
    void gzip_is_not_accepted_otherwise(String header) {
        assertThat(CompetitionReadRoutes.acceptsGzip(header)).isFalse();
    }

    @Test
    void an_absent_header_does_not_accept_gzip() {
        assertThat(CompetitionReadRoutes.acceptsGzip(null)).isFalse();
    }

    @Test
    void the_next_page_has_the_same_query_with_another_cursor() {
        Map<String, List<String>> query = new LinkedHashMap<>();
        query.put("country", List.of("EST", "LVA"));
        query.put("q", List.of("a&b"));
        query.put("after", List.of("old"));
        PageCursor cursor = new PageCursor(LocalDate.of(2027, 5, 8), "Cup", new UUID(1, 2));
        assertThat(CompetitionReadRoutes.nextLink(query, cursor))
                .isEqualTo("</api/v1/competitions/?country=EST&country=LVA&q=a%26b&after=" + cursor.encode()
                        + ">; rel=\"next\"");
    }
}
