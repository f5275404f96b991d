package run.opentrack.acceptance.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Competitions;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.Suites;
import run.opentrack.local.Suite;

/** Replicas hold calendars in memory; nobody may see an old one. */
class FreshReadTest {
    private static final String LIST = Competitions.PATH + "?country=ISL&from_date=2031-01-01&to_date=2031-12-31";

    private final Suite suite = Suites.twins();
    private final String token = new People(suite).withGroups("ADMIN_ISL").token();
    private final List<Api> replicas = List.of(replica("competition-service"), replica("competition-service-2"));

    @Test
    void what_was_confirmed_is_in_the_next_read_on_every_replica() {
        for (int round = 0; round < 20; round++) {
            replicas.forEach(FreshReadTest::readUntilHeld);
            Api writer = replicas.get(round % 2);
            Api reader = replicas.get((round + 1) % 2);

            Api.Answer created = writer.post(Competitions.PATH, Competitions.small("ISL", "2031-06-01"));
            assertThat(created.status()).isEqualTo(201);
            String id = created.json().get("id").asText();
            assertThat(reader.get(LIST).text()).contains(created.text());

            assertThat(reader.get(Competitions.PATH + id).text()).isEqualTo(created.text());
            Api.Answer changed = writer.post(Competitions.PATH + id, Map.of("city", "Round " + round));
            assertThat(reader.get(Competitions.PATH + id).text()).isEqualTo(changed.text());
            assertThat(reader.get(LIST).text()).contains(changed.text());

            if (round % 4 == 0) {
                assertThat(writer.delete(Competitions.PATH + id).status()).isEqualTo(204);
                assertThat(reader.get(Competitions.PATH + id).status()).isEqualTo(404);
                assertThat(reader.get(LIST).text()).doesNotContain(id);
            }
        }
    }

    @Test
    void a_list_from_memory_is_the_list_from_the_database() {
        Api reader = replicas.get(0);
        for (int day = 1; day <= 5; day++) {
            reader.post(Competitions.PATH, Competitions.small("ISL", "2032-03-0" + day));
        }
        String narrow = Competitions.PATH + "?country=ISL&from_date=2031-03-02&to_date=2032-03-04";
        String fromDatabase = reader.get(narrow).text();
        for (int time = 0; time < 20; time++) {
            assertThat(reader.get(narrow).text()).isEqualTo(fromDatabase);
        }
        // A filter that is not answered from memory, and narrows nothing.
        assertThat(reader.get(narrow + "&updated_since=2020-01-01T00:00:00Z").text())
                .isEqualTo(fromDatabase);
    }

    private static void readUntilHeld(Api replica) {
        for (int time = 0; time < 4; time++) {
            replica.get(LIST);
        }
    }

    private Api replica(String part) {
        return Api.on(suite.port(part)).as(token);
    }
}
