package run.opentrack.competition.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CompetitionReadRoutesTest {
    @Test
    void the_next_page_has_the_same_query_with_another_cursor() {
        Map<String, List<String>> query = new LinkedHashMap<>();
        query.put("country", List.of("EST", "LVA"));
        query.put("q", List.of("a&b Zürich"));
        query.put("after", List.of("old"));
        PageCursor cursor = new PageCursor(LocalDate.of(2027, 5, 8), "Cup", new UUID(1, 2));
        assertThat(CompetitionReadRoutes.nextLink(query, cursor))
                .isEqualTo("</api/v1/competitions/?country=EST&country=LVA&q=a%26b+Z%C3%BCrich&after=" + cursor.encode()
                        + ">; rel=\"next\"");
    }
}
