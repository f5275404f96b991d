package run.opentrack.competition.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.competition.change.ChangeRepository.Change;
import run.opentrack.competition.change.ChangeRepository.Range;
import run.opentrack.database.change.ChangeFilter;
import run.opentrack.database.change.ChangeState;
import run.opentrack.database.change.ChangeToken;
import run.opentrack.database.change.ChangeToken.Position;

/** Pages over a model of the database: competitions in two countries with the versions of their changes. */
class ChangeReaderTest {
    private static final Instant NOW = Instant.parse("2027-01-31T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final ChangeState.Epoch EPOCH = new ChangeState.Epoch(1, new byte[32], Instant.EPOCH);

    private final Map<String, Long> versions = new HashMap<>();
    private final Map<UUID, Row> rows = new HashMap<>();
    private final Map<UUID, String> copy = new TreeMap<>();
    /** State of the page before, up to which a page may be read ahead if more follow it. */
    private ChangeState stateBefore;

    private record Row(String country, long version, String text) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1_000})
    void a_copy_equals_the_competitions_whatever_is_written_between_the_pages(int limit) {
        Random random = new Random(limit);
        ChangeToken token = null;
        for (int round = 0; round < 300; round++) {
            write(random);
            token = readPage(token, limit, 1 << 20);
        }
        ChangeToken before;
        do {
            before = token;
            token = readPage(token, limit, 1 << 20);
        } while (!token.versions().equals(before.versions()) || token.position() != null);
        Map<UUID, String> stored = new TreeMap<>();
        rows.forEach((id, row) -> {
            if (!row.text().isEmpty()) {
                stored.put(id, row.text());
            }
        });
        assertThat(copy).isEqualTo(stored);
    }

    /** Several changes have one version, as those of one transaction. */
    private void write(Random random) {
        String country = random.nextBoolean() ? "EST" : "LVA";
        long version = versions.merge(country, 10L, Long::sum);
        for (int n = random.nextInt(4); n >= 0; n--) {
            UUID id = new UUID(country.hashCode(), random.nextInt(40));
            rows.put(id, new Row(country, version, random.nextInt(4) == 0 ? "" : "text " + random.nextInt()));
        }
    }

    private ChangeToken readPage(ChangeToken token, int limit, long maxBytes) {
        ChangeState present = new ChangeState(EPOCH, 1, Map.copyOf(versions));
        ChangeToken from = token == null ? ChangeToken.start(present, ChangeFilter.ALL, NOW) : token;
        stateBefore = token == null ? present : stateBefore;
        ChangeReader.Result result = read(from, stateBefore, limit, maxBytes);
        if (!result.more()) {
            stateBefore = present;
            result = read(from, present, limit, maxBytes);
        }
        assertThat(result.changes().size()).isLessThanOrEqualTo(limit);
        result.changes().forEach(json -> {
            String[] change = json.toString().split("=", 2);
            if (change[1].isEmpty()) {
                copy.remove(UUID.fromString(change[0]));
            } else {
                copy.put(UUID.fromString(change[0]), change[1]);
            }
        });
        return result.next();
    }

    private ChangeReader.Result read(ChangeToken from, ChangeState state, int limit, long maxBytes) {
        return new ChangeReader(this::find, from, state, limit, maxBytes)
                .read(LATER)
                .result();
    }

    private Future<List<Change>> find(Range range) {
        Position after = range.after();
        List<Change> found = new ArrayList<>();
        rows.forEach((id, row) -> {
            boolean isAfter =
                    row.version() > after.version() || row.version() == after.version() && id.compareTo(after.id()) > 0;
            boolean reported = !row.text().isEmpty() || row.version() > after.removalsAfter();
            if (row.country().equals(after.country()) && row.version() <= range.upTo() && isAfter && reported) {
                found.add(new Change(row.version(), id, Buffer.buffer(id + "=" + row.text())));
            }
        });
        found.sort(Comparator.comparing(Change::version).thenComparing(Change::id));
        return Future.succeededFuture(found.subList(0, Math.min(range.limit(), found.size())));
    }

    private void store(String country, long version, int number) {
        versions.put(country, version);
        rows.put(new UUID(0, number), new Row(country, version, "text"));
    }

    @Test
    void a_page_ends_at_its_limit_of_bytes() {
        for (int n = 0; n < 5; n++) {
            store("EST", 3, n);
        }
        ChangeToken token = readPage(null, 100, 1);
        assertThat(copy).hasSize(5);
        assertThat(token.position().id()).isEqualTo(new UUID(0, 4));
        assertThat(readPage(token, 100, 1).position()).isNull();
    }

    @Test
    void an_incomplete_copy_is_as_old_as_its_beginning() {
        store("EST", 3, 1);
        store("EST", 3, 2);
        store("LVA", 4, 3);
        ChangeToken first = readPage(null, 1, 1 << 20);
        assertThat(first.issuedAt()).isEqualTo(NOW);
        assertThat(first.position()).isEqualTo(new Position("EST", 3, new UUID(0, 1), 3));
        ChangeToken second = readPage(first, 1, 1 << 20);
        assertThat(second.versions()).isEqualTo(Map.of("EST", 3L));
        assertThat(second.position()).isNull();
        assertThat(second.issuedAt()).isEqualTo(NOW);
        ChangeToken third = readPage(second, 1, 1 << 20);
        assertThat(third.versions()).isEqualTo(Map.of("EST", 3L, "LVA", 4L));
        assertThat(third.issuedAt()).isEqualTo(LATER);
    }

    @Test
    void a_country_of_the_filter_without_competitions_is_complete_at_version_0() {
        store("EST", 3, 1);
        ChangeState state = new ChangeState(EPOCH, 1, Map.copyOf(versions));
        ChangeFilter filter = new ChangeFilter(List.of("LTU"), null, null);
        ChangeReader.Result result = read(ChangeToken.start(state, filter, NOW), state, 10, 1 << 20);
        assertThat(result.changes()).isEmpty();
        assertThat(result.next().versions()).isEqualTo(Map.of("LTU", 0L));
    }

    /** The client prepares longer statements anew each time. */
    @Test
    void the_statement_is_prepared_once() {
        assertThat(ChangeRepository.SELECT.length()).isLessThan(2_048);
    }
}
