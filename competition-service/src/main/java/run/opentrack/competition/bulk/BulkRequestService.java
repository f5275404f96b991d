package run.opentrack.competition.bulk;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.competition.idempotency.IdempotencyService;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.ArrayBodyHandler;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.security.AccessToken;

/** Bulk calls by HTTP: reads the body, executes it once for each Idempotency-Key, and renders the result. */
@ApplicationScoped
public class BulkRequestService implements ArrayBodyHandler {
    private static final int MIN_RESPONSE_BYTES = 1 << 20;
    /** A response is at most this number of times as large as its request, unless that is small. */
    private static final int MAX_AMPLIFICATION = 4;

    /** Largest response that is stored for a repeated call. A larger one is stored without competitions and matches. */
    private static final int MAX_STORED_CHARS = 1 << 20;

    private static final Logger LOG = Logger.getLogger(BulkRequestService.class);

    private final Pool database;
    private final BulkService bulk;
    private final IdempotencyService idempotency;

    BulkRequestService(Pool database, BulkService bulk, IdempotencyService idempotency) {
        this.database = database;
        this.bulk = bulk;
        this.idempotency = idempotency;
    }

    @Override
    public Uni<RestResponse<String>> handleArray(AccessToken caller, Parameters parameters, byte[] body) {
        if (BulkParser.isEmptyArray(body)) {
            throw BulkParser.invalid("a JSON object is required", "value_error.missing");
        }
        return execute(caller, parameters, "application/json", body);
    }

    Uni<RestResponse<String>> execute(AccessToken caller, Parameters parameters, String contentType, byte[] body) {
        BulkService.Options options = options(parameters, body.length);
        IdempotencyKey key = options.dryRun()
                ? null
                : IdempotencyKey.of(
                        parameters.idempotencyKey(), caller.accountId(), "bulk " + options.identity(), body);
        Uni<List<BulkOperation>> parsed = bulk.onWorker(() -> BulkParser.parse(body, contentType));
        Uni<WriteResponse> response = parsed.chain(operations -> bulk.execute(caller, operations, options))
                .chain(result ->
                        bulk.onWorker(() -> BulkJson.render(result)).chain(json -> respond(result, json, key)));
        return (key == null
                        ? response
                        : idempotency.replayOrLease(
                                key,
                                response,
                                stored -> parsed.chain(
                                        operations -> bulk.requireRights(caller, operations, stored.body()))))
                .map(rendered -> RestResponse.ResponseBuilder.create(
                                RestResponse.Status.fromStatusCode(rendered.status()), rendered.body())
                        .type("application/json")
                        .build());
    }

    private static BulkService.Options options(Parameters parameters, int bytes) {
        boolean dryRun = parseBoolean("dry_run", parameters.dryRun());
        boolean atomic = parseBoolean("atomic", parameters.atomic());
        String answer = parameters.answer() == null ? "minimal" : parameters.answer();
        if (!List.of("minimal", "full").contains(answer)) {
            throw ApiException.invalid(Violation.ofQuery("answer", "must be full or minimal", "value_error.const"));
        }
        long maxBytes = Math.max(MIN_RESPONSE_BYTES, (long) MAX_AMPLIFICATION * bytes);
        return new BulkService.Options(dryRun, atomic, answer.equals("full"), maxBytes);
    }

    private static boolean parseBoolean(String name, String value) {
        if (value == null || value.equals("false")) {
            return false;
        }
        if (!value.equals("true")) {
            throw ApiException.invalid(Violation.ofQuery(name, "must be true or false", "type_error.bool"));
        }
        return true;
    }

    /** Stores the response if anything was written; otherwise a repeated call may be executed again. */
    private Uni<WriteResponse> respond(BulkResult result, String json, IdempotencyKey key) {
        int status = result.isRejected() ? 409 : 200;
        WriteResponse response = new WriteResponse(status, null, null, json);
        if (key == null || !result.hasWritten()) {
            return Uni.createFrom().item(response);
        }
        WriteResponse stored = response.body().length() <= MAX_STORED_CHARS
                ? response
                : new WriteResponse(status, null, null, BulkJson.render(result.shortened()));
        return idempotency
                .save(SqlExecutor.on(database), Map.of(key, stored))
                .onFailure()
                .invoke(failure -> LOG.warnf("the response to a bulk call is not stored: %s", failure))
                .onFailure()
                .recoverWithNull()
                .replaceWith(response);
    }
}
