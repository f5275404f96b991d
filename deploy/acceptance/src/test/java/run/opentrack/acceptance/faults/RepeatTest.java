package run.opentrack.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import run.opentrack.acceptance.suite.Api;
import run.opentrack.acceptance.suite.Api.Answer;
import run.opentrack.acceptance.suite.Competitions;
import run.opentrack.acceptance.suite.Parallel;
import run.opentrack.acceptance.suite.People;
import run.opentrack.acceptance.suite.Sql;
import run.opentrack.acceptance.suite.Suites;
import run.opentrack.local.Suite;

/** A client that got no answer sends the same again: nothing is made twice, nothing is overwritten. */
class RepeatTest {
    private final Suite suite = Suites.faulty().suite();
    private final Api superuser = new People(suite).superuser();
    private final Sql sql = new Sql(suite);
    private final String key = UUID.randomUUID().toString();
    private final Api once = superuser.with("Idempotency-Key", key);
    private final Map<String, Object> body = Competitions.small("EST", "2032-05-08");

    @Test
    void a_key_used_fifty_times_at_once_makes_one_competition_and_one_answer() {
        List<Answer> answers = Parallel.calls(50, 50, i -> once.post(Competitions.PATH, body));
        Set<String> confirmed = answers.stream()
                .filter(answer -> answer.status() == 201)
                .map(Answer::text)
                .collect(Collectors.toSet());
        assertThat(confirmed).hasSize(1);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isIn(201, 409));
        assertThat(answers.stream().filter(answer -> answer.status() == 409))
                .allSatisfy(answer -> assertThat(answer.text()).contains("is on its way"));
        assertThat(IntStream.range(0, 50).mapToObj(i -> once.post(Competitions.PATH, body)))
                .extracting(Answer::text)
                .containsOnly(confirmed.iterator().next());
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void an_answer_is_kept_for_a_day_and_no_longer() {
        Answer first = once.post(Competitions.PATH, body);
        assertThat(first.status()).isEqualTo(201);
        assertThat(age("23 hours 59 minutes")).isEqualTo(1);
        assertThat(once.post(Competitions.PATH, body).text()).isEqualTo(first.text());
        assertThat(once.post(Competitions.PATH, Competitions.with(body, "city", "Tartu"))
                        .status())
                .isEqualTo(422);
        assertThat(age("24 hours 1 minute")).isEqualTo(1);
        Answer afresh = once.post(Competitions.PATH, body);
        assertThat(afresh.status())
                .as("decided on afresh, a duplicate: " + afresh)
                .isEqualTo(409);
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void a_chosen_id_sent_again_is_a_conflict_and_overwrites_nothing() {
        String id = UUID.randomUUID().toString();
        Answer first = superuser.post(Competitions.PATH, Competitions.with(body, "id", id));
        assertThat(first.json().get("id").asText()).isEqualTo(id);
        Map<String, Object> another = Competitions.with(Competitions.small("LVA", "2033-01-02"), "id", id);
        List<Answer> answers = Parallel.calls(10, 10, i -> superuser.post(Competitions.PATH, another));
        assertThat(answers).extracting(Answer::status).containsOnly(409);
        assertThat(superuser.get(Competitions.PATH + id).text()).isEqualTo(first.text());
    }

    private int age(String interval) {
        return sql.update("UPDATE idempotent_answer SET created_at = now() - ?::interval WHERE key = ?", interval, key);
    }

    private long rows() {
        return Long.parseLong(sql.one("SELECT count(*) FROM competition WHERE full_name = ?", body.get("full_name")));
    }
}
