package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.sql.PipelinedTransaction;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.NationalIdRepository.Addressed;
import run.opentrack.competition.write.UpdateService.Change;
import run.opentrack.competition.write.WriteQueue.Outcome;
import run.opentrack.database.security.Rights;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ExceptionMapping;
import run.opentrack.security.AccessToken;

/**
 * Executes items of bulk calls by the code of single writes: through their queue, in one transaction, or without writing.
 */
@ApplicationScoped
public class BulkWriteService {
    /** Bounds the time for which other writes wait for the lock of an atomic call. */
    private static final Duration ATOMIC_TIMEOUT = Duration.ofSeconds(8);

    private static final int BATCH_SIZE = 64;
    private static final int MAX_RETRIES = 5;

    private final Pool database;
    private final WriteQueue queue;
    private final CreateBatch creates;
    private final ChangeTransaction changes;
    private final ExceptionMapping exceptions;

    BulkWriteService(
            Pool database,
            WriteQueue queue,
            CreateBatch creates,
            ChangeTransaction changes,
            ExceptionMapping exceptions) {
        this.database = database;
        this.queue = queue;
        this.creates = creates;
        this.changes = changes;
        this.exceptions = exceptions;
    }

    /** Upsert by an item. */
    public record ItemUpsert(NationalIdWrite write, BulkCall.Item item) {
        /** @return the outcome if nothing is to be written, otherwise null */
        private Outcome settle(Addressed stored) {
            try {
                write.conditions().require(stored == null ? null : stored.etag());
                WriteResponse unchanged = stored == null ? null : write.unchanged(stored);
                return unchanged == null ? null : Outcome.of(unchanged);
            } catch (ApiException error) {
                return Outcome.of(error);
            }
        }
    }

    /** Update or delete by an item. */
    public record ItemChange(Change change, BulkCall.Item item) {}

    /** Execution of independent items, whose outcomes are in their order. */
    public abstract static class Executor {
        private final SqlExecutor reader;
        private final boolean dryRun;

        private Executor(SqlExecutor reader, boolean dryRun) {
            this.reader = reader;
            this.dryRun = dryRun;
        }

        public boolean isDryRun() {
            return dryRun;
        }

        public abstract Uni<List<Outcome>> create(List<CreateRequest> requests);

        abstract Uni<List<Outcome>> change(List<ChangeRequest> requests);

        /** @param items of different addresses; those whose address is written to meanwhile are executed again */
        public Uni<List<Outcome>> upsert(List<ItemUpsert> items) {
            return upsert(items, MAX_RETRIES);
        }

        private Uni<List<Outcome>> upsert(List<ItemUpsert> items, int retries) {
            List<NationalIdRepository.Lookup> lookups =
                    items.stream().map(item -> item.write().lookup()).toList();
            return NationalIdRepository.find(reader, lookups)
                    .chain(stored -> upsert(items, stored))
                    .chain(outcomes -> {
                        List<ItemUpsert> overtaken = IntStream.range(0, items.size())
                                .filter(n -> outcomes.get(n).error() == UpsertService.OVERTAKEN)
                                .mapToObj(items::get)
                                .toList();
                        return overtaken.isEmpty() || retries == 0
                                ? Uni.createFrom().item(outcomes)
                                : upsert(overtaken, retries - 1)
                                        .map(again -> fillIn(outcomes, Executor::isOvertaken, again));
                    });
        }

        private static boolean isOvertaken(Outcome outcome) {
            return outcome.error() == UpsertService.OVERTAKEN;
        }

        /** Executes creates and updates in the order of their items, without those that change nothing. */
        private Uni<List<Outcome>> upsert(List<ItemUpsert> items, List<Addressed> stored) {
            Outcome[] outcomes = new Outcome[items.size()];
            Uni<Void> all = Uni.createFrom().voidItem();
            List<Integer> indices = new ArrayList<>();
            for (int n = 0; n < items.size(); n++) {
                Addressed addressed = items.get(n)
                        .item()
                        .call()
                        .addressed(items.get(n).write().address(), stored.get(n));
                stored.set(n, addressed);
                outcomes[n] = items.get(n).settle(addressed);
                if (outcomes[n] != null) {
                    continue;
                }
                boolean differs = !indices.isEmpty() && (stored.get(indices.get(0)) == null) != (addressed == null);
                if (differs) {
                    List<Integer> step = indices;
                    all = all.chain(() -> upsert(items, stored, step, outcomes));
                    indices = new ArrayList<>();
                }
                indices.add(n);
            }
            List<Integer> last = indices;
            return all.chain(() -> upsert(items, stored, last, outcomes)).map(done -> Arrays.asList(outcomes));
        }

        private Uni<Void> upsert(
                List<ItemUpsert> items, List<Addressed> stored, List<Integer> indices, Outcome[] outcomes) {
            if (indices.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            Uni<List<Outcome>> executed = stored.get(indices.get(0)) == null
                    ? create(indices.stream()
                            .map(n -> items.get(n)
                                    .write()
                                    .create()
                                    .withItem(items.get(n).item()))
                            .toList())
                    : change(indices.stream()
                            .map(n -> items.get(n)
                                    .write()
                                    .change(stored.get(n).id(), false)
                                    .withItem(items.get(n).item()))
                            .toList());
            return executed.invoke(results ->
                            IntStream.range(0, indices.size()).forEach(n -> outcomes[indices.get(n)] = results.get(n)))
                    .replaceWithVoid();
        }

        /** @param items of different competitions */
        public Uni<List<Outcome>> change(AccessToken caller, Rights rights, List<ItemChange> items) {
            List<UUID> ids = items.stream().map(item -> item.change().id()).toList();
            return CompetitionRepository.findCountries(reader, ids).chain(stored -> {
                List<Outcome> outcomes = new ArrayList<>();
                List<ChangeRequest> requests = new ArrayList<>();
                for (ItemChange item : items) {
                    try {
                        String country =
                                item.item().call().countryOf(item.change().id(), stored);
                        requests.add(item.change().toRequest(caller, country, rights, item.item()));
                        outcomes.add(null);
                    } catch (ApiException error) {
                        outcomes.add(Outcome.of(error));
                    }
                }
                return change(requests).map(changed -> fillIn(outcomes, Objects::isNull, changed));
            });
        }

        /** Replaces the selected outcomes by others, in their order. */
        private static List<Outcome> fillIn(
                List<Outcome> outcomes, Predicate<Outcome> selected, List<Outcome> executed) {
            Iterator<Outcome> next = executed.iterator();
            outcomes.replaceAll(outcome -> selected.test(outcome) ? next.next() : outcome);
            return outcomes;
        }
    }

    /** Executor that shares the queue and the transactions of single writes. */
    public Executor queued() {
        return new Executor(SqlExecutor.on(database), false) {
            @Override
            public Uni<List<Outcome>> create(List<CreateRequest> requests) {
                return submit(requests);
            }

            @Override
            Uni<List<Outcome>> change(List<ChangeRequest> requests) {
                return submit(requests);
            }
        };
    }

    private Uni<List<Outcome>> submit(List<? extends WriteQueue.Request> requests) {
        return join(requests.stream()
                .map(request -> queue.submit(request, System.nanoTime())
                        .map(Outcome::of)
                        .onFailure()
                        .recoverWithItem(failure -> failed(failure, request.item())))
                .toList());
    }

    private Outcome failed(Throwable failure, BulkCall.Item item) {
        return Outcome.of(exceptions.toApiException(failure, item.call().requestId()));
    }

    private static Uni<List<Outcome>> join(List<Uni<Outcome>> outcomes) {
        return outcomes.isEmpty()
                ? Uni.createFrom().item(List.of())
                : Uni.join().all(outcomes).andFailFast();
    }

    /** Executor of a dry run, which neither locks nor writes. */
    public Executor dryRun() {
        return within(SqlExecutor.readOnly(database), true);
    }

    /**
     * Executes items in one transaction under the locks of all countries, and again once if a unique key was violated.
     *
     * @param work returns whether to commit; otherwise nothing is written
     */
    public Uni<Boolean> inTransaction(Collection<String> countries, Function<Executor, Uni<Boolean>> work) {
        Supplier<Uni<? extends Boolean>> transaction = () -> PipelinedTransaction.run(
                database, ATOMIC_TIMEOUT, whole -> whole.begin(sql -> CountryAdvisoryLock.acquire(sql, countries))
                        .chain(locked -> work.apply(within(whole.sql(), false)))
                        .chain(commit -> commit
                                ? whole.commit(sql -> Uni.createFrom().item(true))
                                : whole.rollBack().replaceWith(false)));
        return UniqueViolationRetry.retryOnViolation(transaction);
    }

    /** Countries of stored competitions. */
    public Uni<Collection<String>> countriesOf(Collection<UUID> ids) {
        return CompetitionRepository.findCountries(SqlExecutor.on(database), ids)
                .map(Map::values);
    }

    private Executor within(SqlExecutor sql, boolean dryRun) {
        return new DirectExecutor(sql, dryRun);
    }

    /** Executor of items as parts of one transaction, or of none. */
    private final class DirectExecutor extends Executor {
        private final SqlExecutor sql;

        private DirectExecutor(SqlExecutor sql, boolean dryRun) {
            super(sql, dryRun);
            this.sql = sql;
        }

        @Override
        public Uni<List<Outcome>> create(List<CreateRequest> requests) {
            Map<String, List<CreateRequest>> byCountry = new LinkedHashMap<>();
            requests.forEach(request -> byCountry
                    .computeIfAbsent(request.country(), country -> new ArrayList<>())
                    .add(request));
            Map<CreateRequest, Outcome> outcomes = new IdentityHashMap<>();
            Uni<Void> all = Uni.createFrom().voidItem();
            for (List<CreateRequest> ofCountry : byCountry.values()) {
                all = all.chain(() -> createAll(ofCountry, outcomes));
            }
            return all.map(done -> requests.stream().map(outcomes::get).toList());
        }

        /** Executes batches until none is left; deferred requests are in the next one. */
        private Uni<Void> createAll(List<CreateRequest> pending, Map<CreateRequest, Outcome> outcomes) {
            if (pending.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            List<CreateRequest> batch = pending.subList(0, Math.min(BATCH_SIZE, pending.size()));
            return creates.execute(PipelinedTransaction.within(sql), batch).chain(executed -> {
                List<CreateRequest> next = new ArrayList<>();
                for (int n = 0; n < batch.size(); n++) {
                    if (executed.get(n).isDeferred()) {
                        next.add(batch.get(n));
                    } else {
                        outcomes.put(batch.get(n), executed.get(n));
                    }
                }
                next.addAll(pending.subList(batch.size(), pending.size()));
                return createAll(next, outcomes);
            });
        }

        @Override
        Uni<List<Outcome>> change(List<ChangeRequest> requests) {
            List<Outcome> outcomes = new ArrayList<>();
            Uni<Void> all = Uni.createFrom().voidItem();
            for (ChangeRequest request : requests) {
                all = all.chain(() -> changes.execute(PipelinedTransaction.within(sql), request)
                        .map(Outcome::of)
                        .onFailure(ApiException.class)
                        .recoverWithItem(error -> Outcome.of((ApiException) error))
                        .invoke(outcomes::add)
                        .replaceWithVoid());
            }
            return all.map(done -> outcomes);
        }
    }
}
