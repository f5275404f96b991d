package run.opentrack.database.change;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import run.opentrack.database.ReadTimeout;

/**
 * Reads the state of changes, and begins an epoch when the database was restored. A restored database is recognized by its
 * stamp: a dump has other files, a restore to a moment another timeline.
 */
@ApplicationScoped
public class ChangeStateRepository {
    private static final Logger LOG = Logger.getLogger(ChangeStateRepository.class);

    private static final String READ_EPOCH = """
            SELECT epoch, signing_key, purged_before, stamp,
                   (SELECT system_identifier FROM pg_control_system()) || ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
                       || ' ' || pg_relation_filenode('opentrack.competition') AS present_stamp
              FROM opentrack.change_epoch""";

    private static final String READ = """
            SELECT e.*, CAST(pg_current_wal_flush_lsn() - '0/0' AS bigint), countries, versions
              FROM (%s) e,
                   (SELECT array_agg(country_id ORDER BY country_id) AS countries, array_agg(version ORDER BY country_id) AS versions
                      FROM opentrack.calendar_version WHERE country_id ~ '^[A-Z]{3}$') calendars""".formatted(READ_EPOCH);

    private static final String BEGIN_EPOCH =
            "UPDATE opentrack.change_epoch SET epoch = $1, stamp = $2 WHERE epoch = $3 AND stamp = $4";

    private final SecureRandom random = new SecureRandom();
    private final Pool database;

    ChangeStateRepository(Pool database) {
        this.database = database;
    }

    /** Reads the state, which includes all that was committed before. */
    public Future<ChangeState> read() {
        return readCurrent(READ).map(ChangeStateRepository::toState);
    }

    /** Reads the epoch alone, for what needs no versions. */
    public Uni<ChangeState.Epoch> readEpoch() {
        return Uni.createFrom().completionStage(() -> readCurrent(READ_EPOCH)
                .map(ChangeStateRepository::toEpoch)
                .toCompletionStage());
    }

    private Future<Row> readCurrent(String statement) {
        return query(statement)
                .compose(row -> row.getString(3).equals(row.getString(4))
                        ? Future.succeededFuture(row)
                        : beginEpoch(row).compose(begun -> query(statement)));
    }

    /** Begins an epoch after a token was seen that {@link ChangeToken#isAhead is ahead} of this state. */
    public Future<Void> beginEpochAfter(ChangeState state) {
        return query(READ_EPOCH)
                .compose(row -> row.getLong(0) == state.epoch().id() ? beginEpoch(row) : Future.succeededFuture());
    }

    private Future<Void> beginEpoch(Row row) {
        if (!row.getString(3).isEmpty()) {
            LOG.warn("the database was restored: followers of changes synchronize anew");
        }
        return ReadTimeout.apply(database.preparedQuery(BEGIN_EPOCH)
                        .execute(Tuple.of(random.nextLong(), row.getString(4), row.getLong(0), row.getString(3))))
                .mapEmpty();
    }

    private Future<Row> query(String statement) {
        return ReadTimeout.apply(database.preparedQuery(statement).execute())
                .map(rows -> rows.iterator().next());
    }

    private static ChangeState toState(Row row) {
        Map<String, Long> versions = new HashMap<>();
        String[] countries = row.getArrayOfStrings(6);
        for (int n = 0; countries != null && n < countries.length; n++) {
            versions.put(countries[n], row.getArrayOfLongs(7)[n]);
        }
        return new ChangeState(toEpoch(row), row.getLong(5), versions);
    }

    private static ChangeState.Epoch toEpoch(Row row) {
        return new ChangeState.Epoch(
                row.getLong(0),
                row.getBuffer(1).getBytes(),
                row.getOffsetDateTime(2).toInstant());
    }
}
