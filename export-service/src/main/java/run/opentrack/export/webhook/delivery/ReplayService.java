package run.opentrack.export.webhook.delivery;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import run.opentrack.database.WriteTransaction;
import run.opentrack.database.change.ChangeState;
import run.opentrack.database.change.ChangeStateRepository;
import run.opentrack.database.change.ChangeToken;
import run.opentrack.database.change.ChangeTokenCodec;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/**
 * Deliveries of what has changed since a token of the change feed: each competition once, with its newest state. They come
 * behind the events that wait already, of which none is repeated.
 */
@ApplicationScoped
public class ReplayService {
    static final int MAX_EVENTS = 10_000;

    /**
     * One removal of each competition, the newest, although it has one for each former date and country. Removals precede, so
     * that a competition that returned is stored last.
     */
    private static final String ADD = """
            WITH since AS (SELECT * FROM unnest($2::text[], $3::bigint[]) AS s (country_id, version)),
            changed AS (
                (SELECT DISTINCT ON (r.competition_id)
                        'competition.removed' AS event, r.competition_id AS id, r.country_id, r.version AS changed, s.version
                   FROM since s JOIN competition_removal r ON r.country_id = s.country_id AND r.version > s.version
                  WHERE NOT EXISTS (SELECT FROM competition c
                        WHERE c.id = r.competition_id AND c.country_id IN (SELECT country_id FROM since))
                  ORDER BY r.competition_id, r.at DESC, r.version DESC)
                UNION ALL
                SELECT 'competition.stored', c.id, c.country_id, c.changed_version, s.version
                  FROM since s JOIN competition c ON c.country_id = s.country_id AND c.changed_version > s.version),
            found AS MATERIALIZED (
                SELECT d.*, h.id AS history_id
                  FROM (SELECT c.* FROM changed c JOIN webhook_endpoint e ON e.id = $1 AND c.event = ANY(e.events)
                         ORDER BY c.event, c.changed, c.id LIMIT $4) d
                 CROSS JOIN LATERAL (
                       SELECT id FROM competition_history h WHERE h.competition_id = d.id ORDER BY id DESC LIMIT 1) h),
            waiting AS MATERIALIZED (
                SELECT event, coalesce(history_id, 0) AS history_id FROM webhook_delivery WHERE endpoint_id = $1 AND state = 'pending'),
            added AS (
                INSERT INTO webhook_delivery (id, endpoint_id, event, subject_id, country_id, history_id, version, at, state, next_at)
                SELECT gen_random_uuid(), $1, f.event, f.id, f.country_id, f.history_id, f.version, now(), 'pending', now()
                  FROM found f WHERE (f.event, f.history_id) NOT IN (SELECT event, history_id FROM waiting)
                 ORDER BY f.event, f.changed, f.id
                RETURNING 1)
            SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM found), (SELECT count(*) FROM waiting)""";

    private final Pool database;
    private final ChangeStateRepository changes;

    ReplayService(Pool database, ChangeStateRepository changes) {
        this.database = database;
        this.changes = changes;
    }

    /**
     * Returns the versions of countries from which changes are to be sent.
     *
     * @param countries of the endpoint, null for all
     * @throws ApiException 422 for what is no token, 410 for a token that may have missed removals
     */
    public Uni<Map<String, Long>> resolve(String since, List<String> countries) {
        return UniHelper.toUni(changes.read()).map(state -> versions(token(since, state), state, countries));
    }

    private static ChangeToken token(String since, ChangeState state) {
        ChangeToken token = ChangeTokenCodec.decode(since, state.epoch().key())
                .orElseThrow(() ->
                        ApiException.invalid(Violation.ofMember("since", "is not a valid token", "value_error.token")));
        Optional<String> expiry =
                token.isAhead(state) ? Optional.of(ChangeToken.RESTORED) : token.expiry(state.epoch());
        expiry.ifPresent(reason -> {
            throw ApiException.gone(reason + ": start again from /api/v1/competitions/changes");
        });
        return token;
    }

    /** A country that is not in the token is not copied yet, and is sent as a whole. */
    private static Map<String, Long> versions(ChangeToken token, ChangeState state, List<String> countries) {
        return state.versions().keySet().stream()
                .filter(country -> token.filter().includes(country))
                .filter(country -> countries == null || countries.contains(country))
                .collect(Collectors.toMap(
                        country -> country, country -> token.versions().getOrDefault(country, 0L)));
    }

    /**
     * Adds the deliveries in a transaction, except events that wait already, and returns their number; fails with 409 if there
     * are too many, or too many wait, or another replay of the endpoint is in progress.
     */
    public Uni<Integer> add(UUID endpoint, Map<String, Long> versions) {
        List<String> countries = List.copyOf(versions.keySet());
        Tuple values = Tuple.of(endpoint)
                .addArrayOfString(countries.toArray(String[]::new))
                .addArrayOfLong(countries.stream().map(versions::get).toArray(Long[]::new))
                .addInteger(MAX_EVENTS + 1);
        return WriteTransaction.withOwnCommit(
                WriteTransaction.TIMEOUT,
                markCommitting -> DeliveryQueue.withTimeLimit(
                        database, sql -> DeliveryQueue.tryLock(sql, endpoint.getLeastSignificantBits())
                                .invoke(ReplayService::requireLocked)
                                .chain(() -> sql.preparedQuery(ADD).execute(values))
                                .map(rows -> requireFew(rows.iterator().next()))
                                .invoke(markCommitting)));
    }

    private static void requireLocked(boolean locked) {
        if (!locked) {
            throw ApiException.conflict("Another replay of the webhook is in progress");
        }
    }

    private static int requireFew(Row counts) {
        int added = counts.getInteger(0);
        if (counts.getInteger(1) > MAX_EVENTS) {
            throw ApiException.conflict(
                    "There are more than " + MAX_EVENTS + " changes; fetch them from /api/v1/competitions/changes");
        }
        if (added > 0 && added + counts.getInteger(2) > MAX_EVENTS) {
            throw ApiException.conflict(
                    "More than " + MAX_EVENTS
                            + " events would wait for the webhook; replay once they are sent, or fetch /api/v1/competitions/changes");
        }
        return added;
    }
}
