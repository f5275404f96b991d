package run.opentrack.competition.calendar;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The versions of countries' calendars at this moment, which say whether what is held in memory is still what the
 * database has. Every read asks, but requests that come while a question is under way share the next one: it begins
 * after they came, so it sees all that was confirmed before, on every replica.
 */
@ApplicationScoped
class CalendarVersions {
    private static final String NOW = "SELECT country_id, version FROM calendar_version WHERE country_id = ANY($1)";
    /** A question that is not answered must not hold up those behind it. */
    private static final long PATIENCE_MILLIS = 2_000;

    private final Pool database;
    /** One for each event loop, so that nothing is locked. */
    private final ThreadLocal<Asking> asking = ThreadLocal.withInitial(Asking::new);

    CalendarVersions(Pool database) {
        this.database = database;
    }

    /** By country; one that never had a competition is not in it. To be called on an event loop. */
    Future<Map<String, Long>> now(Collection<String> countries) {
        return asking.get().ask(countries);
    }

    private final class Asking {
        private Set<String> wanted = new HashSet<>();
        private List<Promise<Map<String, Long>>> waiting = new ArrayList<>();
        private boolean underWay;

        Future<Map<String, Long>> ask(Collection<String> countries) {
            Promise<Map<String, Long>> answer = ContextInternal.current().promise();
            wanted.addAll(countries);
            waiting.add(answer);
            if (!underWay) {
                send();
            }
            return answer.future();
        }

        private void send() {
            List<Promise<Map<String, Long>>> answers = waiting;
            Tuple countries = Tuple.of(wanted.toArray(String[]::new));
            waiting = new ArrayList<>();
            wanted = new HashSet<>();
            underWay = true;
            database.preparedQuery(NOW)
                    .execute(countries)
                    .timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .onComplete(asked -> {
                        underWay = false;
                        if (asked.cause() instanceof TimeoutException) {
                            giveUp(asked.cause());
                        }
                        if (!waiting.isEmpty()) {
                            send();
                        }
                        if (asked.succeeded()) {
                            Map<String, Long> versions = byCountry(asked.result());
                            answers.forEach(answer -> answer.complete(versions));
                        } else {
                            answers.forEach(answer -> answer.fail(asked.cause()));
                        }
                    });
        }

        /** Those behind it would wait as long for nothing. */
        private void giveUp(Throwable cause) {
            List<Promise<Map<String, Long>>> answers = waiting;
            waiting = new ArrayList<>();
            wanted = new HashSet<>();
            answers.forEach(answer -> answer.fail(cause));
        }

        private static Map<String, Long> byCountry(RowSet<Row> rows) {
            Map<String, Long> versions = new HashMap<>();
            rows.forEach(row -> versions.put(row.getString(0), row.getLong(1)));
            return versions;
        }
    }
}
