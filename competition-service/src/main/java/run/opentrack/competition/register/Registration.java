package run.opentrack.competition.register;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.competition.ShortTransaction;
import run.opentrack.competition.Statements;
import run.opentrack.competition.idempotency.Idempotency;
import run.opentrack.competition.idempotency.IdempotencyKey;
import run.opentrack.database.WriteTransaction;

/**
 * Registers new competitions of one country, in one transaction: rights, override tokens and duplicates of each are
 * looked at under the country's lock, then rows, history and the calendar's version are written.
 */
@ApplicationScoped
public class Registration {
    private final Pool database;
    private final CountryTurn turn;
    private final Sitting sitting;
    private final Idempotency idempotency;

    Registration(Pool database, CountryTurn turn, Sitting sitting, Idempotency idempotency) {
        this.database = database;
        this.turn = turn;
        this.sitting = sitting;
        this.idempotency = idempotency;
    }

    /**
     * One decision for each application, in their order; all are for one country.
     *
     * @param patience how long the first of them can wait
     */
    Uni<List<Decision>> together(List<Application> applications, Duration patience) {
        return WriteTransaction.withOwnCommit(
                patience,
                beginCommit -> ShortTransaction.on(database, transaction -> transaction
                        .first(statements -> sitting.hear(statements, applications))
                        .chain(hearing -> transaction.last(statements -> {
                            Uni<List<Decision>> decided = sitting.write(statements, hearing);
                            // What fails while the rows are made leaves no doubt: nothing was written.
                            beginCommit.run();
                            return decided;
                        }))));
    }

    /** The answer that the key had before, at once; or the one that it has from now on. */
    Uni<Answer> once(Application application, IdempotencyKey key) {
        List<String> country = List.of(application.entry().countryId());
        return WriteTransaction.run(write -> idempotency.alone(
                key,
                Panache.withSession(() -> earlier(application, () -> idempotency.kept(key)))
                        .chain(earlier -> earlier.isPresent()
                                ? Uni.createFrom().item(earlier.get())
                                : turn.of(country, write.inTransaction(() -> first(application, key))))));
    }

    private Uni<Answer> first(Application application, IdempotencyKey key) {
        return Panache.getSession().chain(session -> earlier(application, () -> idempotency.begin(session, key))
                .chain(earlier -> earlier.isPresent()
                        ? Uni.createFrom().item(earlier.get())
                        : alone(session, application).call(answer -> idempotency.keep(key, answer))));
    }

    /** For one who has the right to ask. */
    private static Uni<Optional<Answer>> earlier(Application application, Supplier<Uni<Optional<Answer>>> answer) {
        return Panache.getSession()
                .chain(session -> CallerRights.of(Statements.in(session), application.caller()))
                .invoke(rights ->
                        rights.requireAdministrationOf(application.entry().countryId()))
                .chain(ignored -> answer.get());
    }

    private Uni<Answer> alone(Session session, Application application) {
        Statements statements = Statements.in(session);
        return sitting.hear(statements, List.of(application))
                .chain(hearing -> sitting.write(statements, hearing))
                .map(decisions -> decisions.get(0).orThrow());
    }
}
