package run.opentrack.competition.change;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import run.opentrack.competition.change.ChangeReader.Result;
import run.opentrack.competition.query.FilterParser.ChangeQuery;
import run.opentrack.competition.query.cache.CalendarVersionLookup;
import run.opentrack.competition.sql.QueryBatcher;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.change.ChangeFilter;
import run.opentrack.database.change.ChangeState;
import run.opentrack.database.change.ChangeState.Epoch;
import run.opentrack.database.change.ChangeStateRepository;
import run.opentrack.database.change.ChangeToken;
import run.opentrack.database.change.ChangeTokenCodec;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/**
 * Reads of changes. As long as nothing has changed, a read costs what an unchanged list costs: the sum of the versions of
 * its countries is compared.
 */
@Singleton
class ChangeService {
    static final String PATH = "/api/v1/competitions/changes";
    static final String NOW = "now";
    private static final long MAX_PAGE_BYTES = 4 << 20;
    /** Maximum size of the page of an event, which is held for a client that reads slowly. */
    private static final long MAX_EVENT_BYTES = 64 << 10;

    private static final int MAX_EVENT_CHANGES = 100;
    private static final int MAX_COALESCED_READS = 1_000;
    /** Renewals of an unchanged token per retention period, so that the token of an idle client does not expire. */
    private static final int RENEWALS_PER_RETENTION = 90;

    private static final Duration EPOCH_CACHE_TTL = Duration.ofSeconds(1);
    private static final int MAX_SHARED_PAGES = 100;
    private static final int MAX_DECODED_TOKENS = 1_000;
    private static final Duration SHARED_PAGE_TTL = Duration.ofSeconds(1);
    private static final int MAX_PAGES_AHEAD = 4;
    private static final Duration PAGE_AHEAD_TTL = Duration.ofSeconds(5);

    private final ChangeStateRepository stateRepository;
    private final ChangeRepository repository;
    private final CalendarVersionLookup versions;
    private final ChangePoller poller;
    private final ChangeConfig config;
    private final Clock clock;
    /** Coalesces concurrent reads of the state. */
    private final QueryBatcher<Object, ChangeState> stateReads =
            new QueryBatcher<>(MAX_COALESCED_READS, ReadTimeout.TIMEOUT, this::readStates);

    private final Cache<SharedPageKey, Future<ChangePage>> sharedPages = Caffeine.newBuilder()
            .maximumSize(MAX_SHARED_PAGES)
            .expireAfterWrite(SHARED_PAGE_TTL)
            .build();
    /** Pages that were read ahead for clients that make their first copy. */
    private final Cache<PageAheadKey, Future<ChangePage>> pagesAhead = Caffeine.newBuilder()
            .maximumSize(MAX_PAGES_AHEAD)
            .expireAfterWrite(PAGE_AHEAD_TTL)
            .scheduler(Scheduler.systemScheduler())
            .build();
    /** Tokens by their text, as a client without changes sends the same one again and again. */
    private final Cache<String, ChangeToken> decodedTokens =
            Caffeine.newBuilder().maximumSize(MAX_DECODED_TOKENS).build();

    private final Counter goneResponses = Metrics.counter("opentrack.changes.expired");
    private volatile CachedEpoch cachedEpoch;

    ChangeService(
            ChangeStateRepository stateRepository,
            ChangeRepository repository,
            CalendarVersionLookup versions,
            ChangePoller poller,
            ChangeConfig config,
            Clock clock) {
        this.stateRepository = stateRepository;
        this.repository = repository;
        this.versions = versions;
        this.poller = poller;
        this.config = config;
        this.clock = clock;
    }

    private record CachedEpoch(Epoch epoch, long readAtNanos) {}

    /** State of a client's copy; streams of clients with an equal one have the same next page. */
    private record SharedPageKey(
            long epoch, ChangeFilter filter, SortedMap<String, Long> versions, ChangeToken.Position position) {}

    private record PageAheadKey(String since, int limit) {}

    /**
     * Token of a client, not yet parsed.
     *
     * @param part of the request that it was in, as in {@link Violation}
     * @param name of its parameter or header
     */
    record ReceivedToken(String text, String part, String name) {
        static ReceivedToken ofQuery(String text) {
            return new ReceivedToken(text, "query", "since");
        }

        static ReceivedToken ofHeader(String text) {
            return new ReceivedToken(text, "header", "last-event-id");
        }

        ApiException invalid(String message, String type) {
            return ApiException.invalid(Violation.of(part, name, message, type));
        }
    }

    /**
     * Returns the empty page at a token, from which the next one is read.
     *
     * @param sent text of a token, {@code now}, or null for the start
     * @return fails with 410 if removals since the token may be deleted already, with 422 if it is invalid or one of other filters
     */
    Future<ChangePage> resolve(ReceivedToken sent, ChangeFilter filter) {
        ChangeFilter startFilter = filter == null ? ChangeFilter.ALL : filter;
        if (sent.text() == null) {
            return readState().map(state -> pageAt(ChangeToken.start(state, startFilter, clock.instant())));
        }
        if (sent.text().equals(NOW)) {
            Instant now = clock.instant();
            return readState().map(state -> pageAt(ChangeToken.complete(state, startFilter, now)));
        }
        return recentEpoch().map(epoch -> {
            ChangeToken token = decodedTokens.get(sent.text(), text -> ChangeTokenCodec.decode(text, epoch.key())
                    .orElseThrow(() -> sent.invalid("is not a valid token", "value_error.token")));
            if (filter != null && !filter.equals(token.filter())) {
                throw sent.invalid("is a token of other filters", "value_error.token.filter");
            }
            requireCurrent(token, epoch);
            return ChangePage.at(token, sent.text());
        });
    }

    private ChangePage pageAt(ChangeToken token) {
        return ChangePage.at(token, encode(token));
    }

    /** Returns the page after another one, at once. For a client that makes its first copy, the one behind it is read meanwhile. */
    Future<ChangePage> readNext(ChangePage page, int limit) {
        Future<ChangePage> ahead = pagesAhead.asMap().remove(new PageAheadKey(page.nextText(), limit));
        Future<ChangePage> next = ahead == null
                ? readPage(page, limit, MAX_PAGE_BYTES)
                : inCurrentContext(ahead)
                        .transform(read -> read.succeeded() && read.result().more()
                                ? Future.succeededFuture(read.result())
                                // The last page is to have all that was committed before the request.
                                : readPage(page, limit, MAX_PAGE_BYTES));
        return next.onSuccess(found -> {
            if (found.more() && page.next().position() != null) {
                readAhead(found, limit);
            }
        });
    }

    /** Reads the page behind, up to the state of this one, which saves reading the state for each page. */
    private void readAhead(ChangePage page, int limit) {
        pagesAhead.cleanUp();
        if (pagesAhead.estimatedSize() < MAX_PAGES_AHEAD) {
            Future<ChangeState> state = Future.succeededFuture(page.state());
            pagesAhead.put(
                    new PageAheadKey(page.nextText(), limit), readChanged(page.next(), state, limit, MAX_PAGE_BYTES));
        }
    }

    private static <T> Future<T> inCurrentContext(Future<T> future) {
        Context context = Vertx.currentContext();
        return Future.future(result -> future.onComplete(done -> context.runOnContext(ignored -> result.handle(done))));
    }

    /** Returns the page after another one as soon as there is a change. */
    Future<ChangePage> awaitNext(ChangePage page, ChangeQuery query, BooleanSupplier abandoned) {
        return awaitNext(
                page, query.limit(), System.nanoTime() + query.maxWait().toNanos(), abandoned);
    }

    private Future<ChangePage> awaitNext(ChangePage before, int limit, long deadlineNanos, BooleanSupplier abandoned) {
        return readNext(before, limit).compose(page -> {
            Duration remaining = Duration.ofNanos(deadlineNanos - System.nanoTime());
            if (!page.isEmpty() || remaining.isNegative()) {
                return Future.succeededFuture(page);
            }
            if (poller.waiting() >= config.maxWaiting()) {
                return Future.failedFuture(ApiException.unavailable("Too many requests wait for changes", 5));
            }
            return poller.await(page.next(), remaining, abandoned)
                    .compose(changed ->
                            changed ? awaitNext(page, limit, deadlineNanos, abandoned) : Future.succeededFuture(page));
        });
    }

    /** Returns the next page of an event stream, shared with streams of an equal state, so it may be stale by a second. */
    Future<ChangePage> readShared(ChangePage page) {
        ChangeToken token = page.next();
        SharedPageKey key = new SharedPageKey(token.epoch(), token.filter(), token.versions(), token.position());
        Future<ChangePage> shared = sharedPages.get(key, absent -> readPage(page, MAX_EVENT_CHANGES, MAX_EVENT_BYTES));
        return shared.onFailure(failed -> sharedPages.asMap().remove(key, shared));
    }

    private String encode(ChangeToken token) {
        return ChangeTokenCodec.encode(token, cachedEpoch.epoch().key());
    }

    private Future<ChangePage> readPage(ChangePage page, int limit, long maxBytes) {
        ChangeToken token = page.next();
        Instant now = clock.instant();
        return token.position() != null
                ? readChanged(token, readState(), limit, maxBytes)
                : versions.total(token.filter().countries())
                        .compose(total -> total == token.totalVersion()
                                ? Future.succeededFuture(emptyPage(page, now))
                                : readChanged(token, readState(), limit, maxBytes));
    }

    /**
     * Returns an empty page, with a renewed token if the old one has aged.
     *
     * @param now time before the versions were read
     */
    private ChangePage emptyPage(ChangePage page, Instant now) {
        Instant renewal = now.minus(config.retention().dividedBy(RENEWALS_PER_RETENTION));
        return page.next().issuedAt().isBefore(renewal)
                ? pageAt(page.next().issuedAt(now))
                : ChangePage.at(page.next(), page.nextText());
    }

    /** Reads changes. A token ahead of the state means that the database was restored: a new epoch begins, with 410. */
    private Future<ChangePage> readChanged(ChangeToken token, Future<ChangeState> stateRead, int limit, long maxBytes) {
        Instant now = clock.instant();
        return stateRead.compose(state -> {
            requireCurrent(token, state.epoch());
            if (token.isAhead(state)) {
                return stateRepository
                        .beginEpochAfter(state)
                        .compose(begun -> Future.failedFuture(gone(ChangeToken.RESTORED, token)));
            }
            return new ChangeReader(repository::find, token, state, limit, maxBytes)
                    .read(now)
                    .map(read -> toPage(read, state));
        });
    }

    private ChangePage toPage(Result result, ChangeState state) {
        return new ChangePage(result.changes(), result.next(), encode(result.next()), result.more(), state);
    }

    private void requireCurrent(ChangeToken token, Epoch epoch) {
        token.expiry(epoch).ifPresent(reason -> {
            throw gone(reason, token);
        });
        if (token.issuedAt().isBefore(clock.instant().minus(config.retention()))) {
            throw gone("The token is older than " + config.retention().toDays() + " days", token);
        }
    }

    private ApiException gone(String reason, ChangeToken token) {
        goneResponses.increment();
        String start = PATH + token.filter().toQuery();
        return ApiException.gone(reason + ": synchronize anew from " + start)
                .withHeader("Link", "<" + start + ">; rel=\"start\"");
    }

    /** Epoch that was current shortly before. */
    private Future<Epoch> recentEpoch() {
        CachedEpoch cached = cachedEpoch;
        return cached != null && System.nanoTime() - cached.readAtNanos() < EPOCH_CACHE_TTL.toNanos()
                ? Future.succeededFuture(cached.epoch())
                : readState().map(ChangeState::epoch);
    }

    private Future<ChangeState> readState() {
        return stateReads.submit(this);
    }

    /** Reads once for all requests of the batch. */
    private Future<List<ChangeState>> readStates(List<Object> batch) {
        long now = System.nanoTime();
        return stateRepository.read().map(state -> {
            cachedEpoch = new CachedEpoch(state.epoch(), now);
            return Collections.nCopies(batch.size(), state);
        });
    }
}
