package run.opentrack.competition.write;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.competition.idempotency.IdempotencyService;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.rights.RightsQuery;
import run.opentrack.competition.sql.PipelinedTransaction;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.WriteTransaction;

/**
 * Registers new competitions of one country, in one transaction: rights, override tokens and duplicates of each are
 * looked at under the country's lock, then rows, history and the calendar's version are written.
 */
@ApplicationScoped
public class CreateService {
    private final Pool database;
    private final LocalCountryMutex mutex;
    private final CreateBatch batch;
    private final IdempotencyService idempotency;

    CreateService(Pool database, LocalCountryMutex turn, CreateBatch sitting, IdempotencyService idempotency) {
        this.database = database;
        this.mutex = turn;
        this.batch = sitting;
        this.idempotency = idempotency;
    }

    /**
     * One decision for each application, in their order; all are for one country.
     *
     * @param timeout how long the first of them can wait
     */
    Uni<List<CreateOutcome>> createAll(List<CreateRequest> requests, Duration timeout) {
        return WriteTransaction.withOwnCommit(
                timeout,
                beginCommit -> PipelinedTransaction.run(database, transaction -> transaction
                        .begin(statements -> batch.evaluate(statements, requests))
                        .chain(evaluation -> transaction.commit(statements -> {
                            Uni<List<CreateOutcome>> decided = batch.commit(statements, evaluation);
                            // What fails while the rows are made leaves no doubt: nothing was written.
                            beginCommit.run();
                            return decided;
                        }))));
    }

    /** The answer that the key had before, at once; or the one that it has from now on. */
    Uni<WriteResponse> createIdempotently(CreateRequest application, IdempotencyKey key) {
        List<String> country = List.of(application.data().countryId());
        return WriteTransaction.run(write -> idempotency.runExclusively(
                key,
                Panache.withSession(() -> findEarlierResponse(application, () -> idempotency.findResponse(key)))
                        .chain(earlier -> earlier.isPresent()
                                ? Uni.createFrom().item(earlier.get())
                                : mutex.run(country, write.inTransaction(() -> first(application, key))))));
    }

    private Uni<WriteResponse> first(CreateRequest application, IdempotencyKey key) {
        return Panache.getSession()
                .chain(session -> findEarlierResponse(application, () -> idempotency.begin(session, key))
                        .chain(earlier -> earlier.isPresent()
                                ? Uni.createFrom().item(earlier.get())
                                : createOne(session, application).call(answer -> idempotency.save(key, answer))));
    }

    /** For one who has the right to ask. */
    private static Uni<Optional<WriteResponse>> findEarlierResponse(
            CreateRequest application, Supplier<Uni<Optional<WriteResponse>>> answer) {
        return Panache.getSession()
                .chain(session -> RightsQuery.of(SqlExecutor.in(session), application.caller()))
                .invoke(rights ->
                        rights.requireAdministrationOf(application.data().countryId()))
                .chain(ignored -> answer.get());
    }

    private Uni<WriteResponse> createOne(Session session, CreateRequest application) {
        SqlExecutor statements = SqlExecutor.in(session);
        return batch.evaluate(statements, List.of(application))
                .chain(hearing -> batch.commit(statements, hearing))
                .map(decisions -> decisions.get(0).orThrow());
    }
}
