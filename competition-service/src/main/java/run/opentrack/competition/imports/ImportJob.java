package run.opentrack.competition.imports;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jboss.logging.Logger;
import run.opentrack.competition.imports.CalendarImport.Stage;
import run.opentrack.competition.imports.format.SourceFormat.InvalidSourceException;
import run.opentrack.competition.imports.format.SourceOptions;
import run.opentrack.competition.sql.PipelinedTransaction;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.RightsQuery;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;

/**
 * Runs imports step by step on a thread of its own, and fetches their files on others, as an address may be slow. The
 * progress is stored after each step and slice, so that another replica continues the work of one that ended; what it
 * repeats has no second effect, since new competitions have their ids before they are written, and changes hold for the
 * state that they were compared with.
 */
@ApplicationScoped
class ImportJob {
    private static final Logger LOG = Logger.getLogger(ImportJob.class);
    private static final int READ_SLICE_SIZE = 500;
    private static final int COMPARE_SLICE_SIZE = 100;
    /** Number of creates that share one transaction. */
    private static final int WRITE_SLICE_SIZE = 32;

    /** Number of files of up to 10 MiB that are fetched at a time. */
    private static final int MAX_FETCHES = 3;

    private static final Duration AWAIT_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration RETRY_DELAY = Duration.ofSeconds(5);
    private static final Duration MAX_RETRY_PERIOD = Duration.ofDays(1);
    /** Number of replicas in turn that may end during one step, for example because it needs too much memory. */
    private static final int MAX_ATTEMPTS = 5;

    private final Pool database;
    private final ImportRepository imports;
    private final ImportRowRepository rows;
    private final ImportWriter writer;
    private final RemoteCalendarClient client;
    private final ImportConfig config;
    private final Clock clock;
    private final Counter failures = Metrics.counter("opentrack.import.failures");
    private final Semaphore idleStep = new Semaphore(1);
    private final Semaphore idleFetches = new Semaphore(MAX_FETCHES);

    private final ExecutorService workers = Executors.newFixedThreadPool(1 + MAX_FETCHES, work -> {
        Thread thread = new Thread(work, "imports");
        thread.setDaemon(true);
        return thread;
    });

    ImportJob(
            Pool database,
            ImportRepository imports,
            ImportRowRepository rows,
            ImportWriter writer,
            RemoteCalendarClient client,
            ImportConfig config,
            Clock clock) {
        this.database = database;
        this.imports = imports;
        this.rows = rows;
        this.writer = writer;
        this.client = client;
        this.config = config;
        this.clock = clock;
    }

    /** Called on every replica; the database decides which one gets an import. */
    @Scheduled(every = "PT1S", delayed = "PT2S", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void poll() {
        start(idleStep, false);
        start(idleFetches, true);
    }

    private void start(Semaphore idle, boolean fetch) {
        if (idle.tryAcquire()) {
            workers.execute(() -> run(idle, fetch));
        }
    }

    @Scheduled(every = "PT1H", delayed = "PT1M", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> deleteOld() {
        return imports.deleteOlderThan(clock.instant().minus(config.retention()));
    }

    @PreDestroy
    void stop() {
        workers.shutdownNow();
    }

    private void run(Semaphore idle, boolean fetch) {
        try {
            Instant now = clock.instant();
            if (fetch) {
                await(imports.addDue(now, nextDailyRun(now, config)));
            }
            for (CalendarImport next = claim(fetch); next != null; next = claim(fetch)) {
                runOrPostpone(next);
            }
        } catch (RuntimeException failure) {
            LOG.warnf("imports are continued later: %s", failure);
        } finally {
            idle.release();
        }
    }

    /** Returns the first time after {@code now} at which URLs are imported. */
    static Instant nextDailyRun(Instant now, ImportConfig config) {
        LocalDate today = now.atZone(config.zone()).toLocalDate();
        Instant tonight = ZonedDateTime.of(today, config.time(), config.zone()).toInstant();
        return tonight.isAfter(now)
                ? tonight
                : ZonedDateTime.of(today.plusDays(1), config.time(), config.zone())
                        .toInstant();
    }

    private CalendarImport claim(boolean fetch) {
        return await(imports.claim(clock.instant(), fetch));
    }

    private void runOrPostpone(CalendarImport claimed) {
        try {
            requireFewAttempts(claimed);
            requireRights(claimed);
            runStep(claimed);
        } catch (InvalidSourceException invalid) {
            fail(claimed, invalid.getMessage());
        } catch (RuntimeException failure) {
            LOG.warnf(failure, "import %s is continued later", claimed.id());
            failures.increment();
            if (isOverdue(claimed)) {
                fail(claimed, "the import could not be completed within a day");
            } else {
                await(imports.postpone(imports.sql(), claimed, clock.instant().plus(RETRY_DELAY)));
            }
        }
    }

    private boolean isOverdue(CalendarImport claimed) {
        return claimed.startedAt().plus(MAX_RETRY_PERIOD).isBefore(clock.instant());
    }

    private void fail(CalendarImport claimed, String detail) {
        await(imports.end(imports.sql(), claimed, "failed", detail, clock.instant()));
    }

    private static void requireFewAttempts(CalendarImport claimed) {
        if (claimed.attempts() > MAX_ATTEMPTS) {
            throw new InvalidSourceException("the import was interrupted " + MAX_ATTEMPTS
                    + " times at the same step; its file must be smaller or simpler");
        }
    }

    /** An account that has lost its rights writes nothing, also in nightly imports. */
    private void requireRights(CalendarImport claimed) {
        try {
            await(RightsQuery.of(imports.sql(), claimed.caller())).requireAdministrationOf(claimed.country());
        } catch (ApiException error) {
            if (error.status() == 401 || error.status() == 403) {
                throw new InvalidSourceException("the account must be an admin of " + claimed.country());
            }
            throw error;
        }
    }

    private void runStep(CalendarImport claimed) {
        switch (claimed.stage()) {
            case FETCH -> await(imports.saveContent(claimed, client.fetch(claimed.url()), clock.instant()));
            case READ -> read(claimed);
            case MATCH -> match(claimed);
            case COMPARE -> compare(claimed);
            case WRITE -> write(claimed);
        }
    }

    private void read(CalendarImport claimed) {
        SourceOptions options = claimed.options();
        List<ImportRow> slice = new ArrayList<>();
        int[] position = {0};
        claimed.format().read(await(imports.findContent(claimed.id())), options, row -> {
            slice.add(ImportRow.of(++position[0], row, options));
            if (slice.size() == READ_SLICE_SIZE) {
                renewLease(claimed);
                await(rows.add(claimed.id(), slice));
                slice.clear();
            }
        });
        if (!slice.isEmpty()) {
            await(rows.add(claimed.id(), slice));
        }
        advance(claimed, Stage.MATCH);
    }

    /** Renews the lease; fails if another replica has taken over. */
    private void renewLease(CalendarImport claimed) {
        requireRenewed(await(imports.renewLease(imports.sql(), claimed, clock.instant())));
    }

    private static void requireRenewed(boolean renewed) {
        if (!renewed) {
            throw new IllegalStateException("another replica has taken over");
        }
    }

    private void advance(CalendarImport claimed, Stage stage) {
        await(imports.advance(imports.sql(), claimed, stage, null, clock.instant()));
    }

    private void match(CalendarImport claimed) {
        var previous = await(rows.findPrevious(
                claimed.country(),
                claimed.source(),
                clock.instant().atZone(config.zone()).toLocalDate()));
        List<ImportRow> ofFile = await(rows.findAll(claimed.id()));
        ImportMatcher matcher =
                new ImportMatcher(previous, ofFile, () -> UuidVersion7Strategy.INSTANCE.generateUuid(null));
        List<ImportRow> unmatched = matcher.unmatchedRows();
        for (int start = 0; start < unmatched.size(); start += WRITE_SLICE_SIZE) {
            renewLease(claimed);
            List<ImportRow> slice = unmatched.subList(start, Math.min(unmatched.size(), start + WRITE_SLICE_SIZE));
            List<Set<UUID>> similar = await(rows.findAll(claimed.id(), slice).chain(writer::findSimilar));
            for (int n = 0; n < slice.size(); n++) {
                matcher.matchSimilar(slice.get(n), similar.get(n));
            }
        }
        List<ImportRow> result = matcher.result(claimed.gone());
        await(inTransactionWithLease(claimed, sql -> Uni.combine()
                .all()
                .unis(
                        rows.save(sql, claimed.id(), result),
                        imports.advance(sql, claimed, Stage.COMPARE, previous.size(), clock.instant()))
                .discardItems()));
    }

    /** Runs statements in a transaction that renews the lease first. They must not need the results of each other. */
    private <T> Uni<T> inTransactionWithLease(CalendarImport claimed, Function<SqlExecutor, Uni<T>> statements) {
        return PipelinedTransaction.run(database, WriteTransaction.TIMEOUT, transaction -> transaction
                .begin(sql -> imports.renewLease(sql, claimed, clock.instant()))
                .invoke(ImportJob::requireRenewed)
                .chain(() -> transaction.commit(statements)));
    }

    private void compare(CalendarImport claimed) {
        List<ImportRow> matched = await(rows.findMatched(claimed.id(), COMPARE_SLICE_SIZE));
        if (!matched.isEmpty()) {
            List<ImportRow> compared = await(writer.compare(matched));
            await(inTransactionWithLease(claimed, sql -> Uni.combine()
                    .all()
                    .unis(
                            rows.save(sql, claimed.id(), compared),
                            imports.advance(sql, claimed, Stage.COMPARE, null, clock.instant()))
                    .discardItems()));
        } else if (claimed.isHeldBack(await(rows.countRemovals(claimed.id())))) {
            await(imports.end(imports.sql(), claimed, "held", null, clock.instant()));
        } else {
            advance(claimed, Stage.WRITE);
        }
    }

    private void write(CalendarImport claimed) {
        List<ImportRow> planned = await(rows.findUnfinished(claimed.id(), WRITE_SLICE_SIZE));
        if (planned.isEmpty()) {
            finish(claimed);
            return;
        }
        renewLease(claimed);
        List<ImportRow> attempted = await(claimed.dryRun() ? writer.predict(planned) : writer.write(claimed, planned));
        List<ImportRow> written = isOverdue(claimed) ? await(writer.endOverdue(attempted)) : attempted;
        await(inTransactionWithLease(claimed, sql -> rows.saveWritten(sql, claimed, written)));
        boolean noneFinished = written.stream().noneMatch(ImportRow::finished);
        await(imports.postpone(
                imports.sql(), claimed, noneFinished ? clock.instant().plus(RETRY_DELAY) : clock.instant()));
    }

    private void finish(CalendarImport claimed) {
        await(inTransactionWithLease(claimed, sql -> Uni.combine()
                .all()
                .unis(
                        claimed.dryRun() ? Uni.createFrom().voidItem() : rows.updateRelations(sql, claimed),
                        rows.deleteContents(sql, claimed.id()),
                        imports.end(sql, claimed, "done", null, clock.instant()))
                .discardItems()));
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(AWAIT_TIMEOUT);
    }
}
