package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import run.opentrack.competition.duplicate.CandidateRepository;
import run.opentrack.competition.duplicate.CandidateRows;
import run.opentrack.competition.duplicate.DuplicateFinder;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.competition.idempotency.IdempotencyService;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.security.Rights;

/** Decisions of a batch by the rows that its queries return. */
class CreateBatchTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-05-01T12:00:00Z"), ZoneOffset.UTC);
    private static final UUID STORED = UUID.randomUUID();

    private final Vertx vertx = Vertx.vertx();
    private final DuplicateFinder duplicates = new DuplicateFinder(vertx);
    private final CreateBatch batch = new CreateBatch(
            null,
            duplicates,
            new OverridePolicy(OverridePolicyTest.tokens(CLOCK.instant()), duplicates),
            new IdempotencyService(null, CLOCK),
            CLOCK);

    private final List<String> statements = new ArrayList<>();
    private String groups = "ADMIN_EST";
    private final List<Object[]> candidates = new ArrayList<>();
    private Object[] storedResponse;
    private Object[] reserved;

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void a_create_without_matches_is_inserted_with_its_history() {
        WriteOutcome outcome = run(create("Spring Cup")).get(0);
        assertThat(outcome.response().status()).isEqualTo(201);
        assertThat(outcome.response().body()).contains("\"slug\":\"spring-cup\"");
        assertThat(outcome.response().location()).startsWith("/api/v1/competitions/");
        assertThat(sent("INSERT INTO opentrack.competition (", "competition_history"))
                .isEqualTo(2);
    }

    @Test
    void without_the_right_nothing_is_scored_read_or_written() {
        groups = "ADMIN_FIN";
        candidates.add(new Object[] {1, STORED, "a row that would fail if it were scored"});
        WriteOutcome outcome = run(create("Spring Cup")).get(0);
        assertThat(outcome.error().status()).isEqualTo(403);
        assertThat(sent("rendered", "INSERT")).isZero();
    }

    @Test
    void a_revoked_token_is_a_401() {
        groups = null;
        assertThat(run(create("Spring Cup")).get(0).error().status()).isEqualTo(401);
    }

    @Test
    void a_match_is_a_409_whose_json_is_read_and_nothing_is_written() {
        candidates.add(candidate("spring cup"));
        WriteOutcome outcome = run(create("Spring Cup")).get(0);
        assertThat(outcome.response().status()).isEqualTo(409);
        assertThat(outcome.response().body()).contains("{\"id\":\"stored\"}");
        assertThat(sent("INSERT")).isZero();
    }

    @Test
    void a_covered_match_and_a_taken_id_are_accepted_with_another_id() {
        candidates.add(candidate("spring cup"));
        CompetitionData data = TestData.data("Spring Cup", "EST", "2027-05-01").withId(STORED);
        String token = OverridePolicyTest.tokens(CLOCK.instant())
                .issue(TestData.CALLER.accountId(), data, java.util.Set.of(STORED));
        WriteOutcome outcome =
                run(CreateRequest.of(TestData.CALLER, data, token, null, 100)).get(0);
        assertThat(outcome.response().status()).isEqualTo(201);
        assertThat(outcome.response().location()).doesNotContain(STORED.toString());
        assertThat(sent("rendered FROM", "c.rendered")).isZero();
    }

    @Test
    void an_upsert_of_a_taken_national_id_is_left_to_an_update() {
        CompetitionData data = CompetitionParser.parse(
                new NationalIdAddress("EST", 2027, "17"),
                TestData.members("{\"full_name\":\"Winter Relays\",\"date\":\"2027-02-01\"}"));
        Object[] row = candidate("spring cup");
        row[12] = "17";
        candidates.add(row);
        CreateRequest upsert =
                CreateRequest.of(TestData.CALLER, data, null, null, 100).asUpsert();
        assertThat(run(upsert).get(0).error()).isSameAs(UpsertService.OVERTAKEN);
        row[12] = "18";
        assertThat(run(upsert).get(0).response().status()).isEqualTo(201);
    }

    @Test
    void an_invalid_override_token_is_a_422_for_its_request_only() {
        CompetitionData data = TestData.data("Spring Cup", "EST", "2027-05-01");
        List<WriteOutcome> outcomes =
                run(CreateRequest.of(TestData.CALLER, data, "a.b.c", null, 100), create("Autumn Relays"));
        assertThat(outcomes.get(0).error().status()).isEqualTo(422);
        assertThat(outcomes.get(1).response().status()).isEqualTo(201);
    }

    @Test
    void an_invalid_override_token_is_a_422_also_with_the_id_of_a_merged_competition() {
        reserved = new Object[] {1, UUID.randomUUID()};
        CompetitionData data = TestData.data("Spring Cup", "EST", "2027-05-01").withId(STORED);
        for (String token : new String[] {"a.b.c", null}) {
            CreateRequest request = CreateRequest.of(TestData.CALLER, data, token, null, 100);
            assertThat(run(request).get(0).error().status()).isEqualTo(token == null ? 409 : 422);
        }
    }

    @Test
    void a_create_similar_to_an_accepted_one_of_the_batch_is_deferred() {
        List<WriteOutcome> outcomes =
                run(create("Kuldvillak Memorial"), create("Kuldvilak Memorial"), create("Tartu Vikerkaar"));
        assertThat(outcomes).extracting(WriteOutcome::isDeferred).containsExactly(false, true, false);
    }

    @Test
    void an_item_with_a_taken_id_is_decided_after_a_similar_one_before_it_is_stored() {
        Object[] ofSecond = candidate("spring cup");
        ofSecond[0] = 2;
        candidates.add(ofSecond);
        BulkCall call = new BulkCall(Duration.ofSeconds(30), "r", false);
        CompetitionData data = CompetitionParser.parse(TestData.members(
                "{\"full_name\":\"Kuldvilak Memorial\",\"country_id\":\"EST\",\"date\":\"2027-05-01\",\"id\":\"%s\"}"
                        .formatted(STORED)));
        CreateRequest taken = CreateRequest.of(TestData.CALLER, data, null, null, 100);
        List<WriteOutcome> outcomes = run(
                create("Kuldvillak Memorial").withItem(new BulkCall.Item(call, 0)),
                taken.withItem(new BulkCall.Item(call, 1)));
        assertThat(outcomes).extracting(WriteOutcome::isDeferred).containsExactly(false, true);
        assertThat(run(create("Kuldvillak Memorial"), taken).get(1).response().status())
                .isEqualTo(409);
    }

    /** Each has age groups of 20,000 characters. */
    @Test
    void creates_whose_comparison_with_each_other_costs_too_much_are_deferred_to_further_batches() {
        String ageGroups = "\"x" + "x".repeat(199) + "\"" + (",\"" + "y".repeat(200) + "\"").repeat(99);
        List<CreateRequest> requests = new Random(1)
                .ints(32, 100_000_000, 1_000_000_000)
                .mapToObj(number -> CompetitionParser.parse(TestData.members(
                        "{\"full_name\":\"%s\",\"country_id\":\"EST\",\"date\":\"2027-05-01\",\"age_groups\":[%s]}"
                                .formatted(letters(number), ageGroups))))
                .map(data -> CreateRequest.of(TestData.CALLER, data, null, null, 20_000))
                .toList();
        List<WriteOutcome> outcomes = run(requests.toArray(CreateRequest[]::new));
        assertThat(outcomes).filteredOn(outcome -> !outcome.isDeferred()).hasSizeBetween(2, 6);
        assertThat(outcomes.get(0).response().status()).isEqualTo(201);
    }

    private static String letters(int number) {
        return ("" + number)
                .chars()
                .mapToObj(digit -> "" + (char) (digit + 'a' - '0'))
                .collect(Collectors.joining());
    }

    @Test
    void a_stored_response_is_replayed_and_a_new_one_stored() {
        storedResponse =
                new Object[] {1, true, "aa", CLOCK.instant().atOffset(ZoneOffset.UTC), 201, "/x", "e", "{}", new UUID[0]
                };
        IdempotencyKey key = new IdempotencyKey(TestData.CALLER.accountId(), "k", "aa");
        assertThat(run(create("Spring Cup", key)).get(0).response().location()).isEqualTo("/x");
        assertThat(sent("INSERT")).isZero();
        storedResponse = new Object[] {1, true, null, null, null, null, null, null, null};
        assertThat(run(create("Spring Cup", key)).get(0).response().status()).isEqualTo(201);
        assertThat(sent("INSERT INTO opentrack.idempotent_answer")).isEqualTo(1);
    }

    private List<WriteOutcome> run(CreateRequest... requests) {
        SqlExecutor sql = (statement, parameters) -> Uni.createFrom().item(() -> {
            statements.add(statement);
            return rows(statement, requests.length);
        });
        return batch.evaluate(sql, List.of(requests))
                .chain(evaluation -> batch.checkDuplicates(sql, evaluation))
                .chain(evaluation -> batch.write(sql, evaluation))
                .await()
                .indefinitely();
    }

    private List<Object[]> rows(String statement, int requests) {
        if (statement.equals(Rights.QUERY)) {
            return groups == null ? List.of() : List.<Object[]>of(new Object[] {groups});
        }
        if (statement.equals(CandidateRepository.QUERY)) {
            return candidates;
        }
        if (statement.equals(SlugAllocator.FIND_FREE)) {
            return IntStream.rangeClosed(1, requests)
                    .mapToObj(n -> new Object[] {n, 1})
                    .toList();
        }
        if (statement.contains("pg_try_advisory_xact_lock")) {
            return List.<Object[]>of(storedResponse);
        }
        if (reserved != null && statement.contains("merged_competition")) {
            return List.<Object[]>of(reserved);
        }
        return statement.contains("c.rendered")
                ? List.<Object[]>of(new Object[] {STORED, "{\"id\":\"stored\"}"})
                : List.of();
    }

    private long sent(String... parts) {
        return statements.stream()
                .filter(statement -> List.of(parts).stream().anyMatch(statement::contains))
                .count();
    }

    private static Object[] candidate(String key) {
        return Stream.concat(Stream.of(1), Arrays.stream(CandidateRows.of(STORED, key, LocalDate.parse("2027-05-01"))))
                .toArray();
    }

    private static CreateRequest create(String name) {
        return create(name, null);
    }

    private static CreateRequest create(String name, IdempotencyKey key) {
        CompetitionData data = TestData.data(name, "EST", "2027-05-01");
        return CreateRequest.of(TestData.CALLER, data, null, key, 100);
    }
}
