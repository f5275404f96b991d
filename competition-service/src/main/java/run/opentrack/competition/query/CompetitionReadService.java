package run.opentrack.competition.query;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.query.CompetitionReadRepository.SlugTarget;
import run.opentrack.competition.query.cache.CachedListResponse;
import run.opentrack.competition.query.cache.CalendarCache;
import run.opentrack.competition.query.cache.CalendarRange;
import run.opentrack.competition.query.cache.CalendarVersionLookup;
import run.opentrack.competition.query.cache.CompetitionCache;
import run.opentrack.competition.query.cache.CompetitionCache.CachedCompetition;

/** Reads of competitions. Decides whether a list comes from the cache, from one query or from a cursor. */
@ApplicationScoped
class CompetitionReadService {
    /** Lists of up to this many rows are buffered, longer ones streamed. */
    private static final int MAX_BUFFERED_ROWS = 1_000;

    /** Maximum number of national ids that are buffered, so that the response has a length and can be cached. */
    private static final int MAX_BUFFERED_NATIONAL_IDS = 20_000;

    private final CompetitionReadRepository repository;
    private final StreamingListService streamingLists;
    private final CalendarVersionLookup versions;
    private final CalendarCache calendars;
    private final CompetitionCache competitions;

    CompetitionReadService(
            CompetitionReadRepository repository,
            StreamingListService streamingLists,
            CalendarVersionLookup versions,
            CalendarCache calendars,
            CompetitionCache competitions) {
        this.repository = repository;
        this.streamingLists = streamingLists;
        this.versions = versions;
        this.calendars = calendars;
        this.competitions = competitions;
    }

    /** Body of a list, ready to be sent. */
    @FunctionalInterface
    interface ListBody {
        /**
         * Sends the body and ends the response.
         *
         * @param nextPage called before the first byte with the end of the page, if rows follow it
         */
        Future<Void> send(HttpServerRequest request, Consumer<PageCursor> nextPage);
    }

    /** Returns a competition, null when there is none. */
    Future<CachedCompetition> get(UUID id, Set<IncludedMember> included) {
        return included.isEmpty()
                ? competitions.get(id, uncached -> repository.findById(uncached, included))
                : repository.findById(id, included);
    }

    /** Returns the competition at an address, null when there is none. */
    Future<CachedCompetition> get(NationalIdAddress address, Set<IncludedMember> included) {
        return repository.findByNationalId(address, included);
    }

    /** Returns the competition that the one with the id was merged into, null when there is none. */
    Future<UUID> mergedInto(UUID id) {
        return repository.findMergeTarget(id);
    }

    /** Returns the competition that the national id of a merged one leads to, null when there is none. */
    Future<UUID> mergedInto(NationalIdAddress address) {
        return repository.findMergeTarget(address);
    }

    /** Returns the competition that a slug of a country and year leads to, null unless it is that of a merged one. */
    Future<SlugTarget> mergedSlug(CompetitionFilter filter) {
        return filter.slug() == null || filter.calendarYear() == null
                ? Future.succeededFuture()
                : repository.findBySlug(filter.calendarYear(), filter.slug());
    }

    /**
     * Returns a number that grows with every write to a calendar of the filter. It is read before the rows, so a response may
     * be newer than its version, never older.
     */
    Future<Long> version(CompetitionFilter filter) {
        return versions.total(filter.countries());
    }

    /** Returns a number that grows with every write to a country's calendar, see {@link #version(CompetitionFilter)}. */
    Future<Long> version(CalendarRange year) {
        return versions.total(List.of(year.country()));
    }

    /** Returns the national ids of a country's year with the ids of their competitions. */
    Future<ListBody> crosswalk(CalendarRange year) {
        CompetitionReadRepository.SqlQuery query = CompetitionReadRepository.crosswalk(year);
        Predicate<Row> addressed = CompetitionReadRepository.addressed(year.country());
        return repository.findRows(query, MAX_BUFFERED_NATIONAL_IDS + 1).map(rows -> {
            if (rows.size() > MAX_BUFFERED_NATIONAL_IDS) {
                return (request, nextPage) -> streamingLists.write(query, addressed, request.response());
            }
            return (request, nextPage) -> request.response().end(array(rows, addressed));
        });
    }

    private static Buffer array(RowSet<Row> rows, Predicate<Row> included) {
        Buffer array = Buffer.buffer(rows.size() * 128 + 2);
        for (Row row : rows) {
            if (included.test(row)) {
                array.appendByte((byte) (array.length() == 0 ? '[' : ','))
                        .appendBuffer(row.getBuffer(CompetitionReadRepository.JSON_INDEX));
            }
        }
        return array.appendString(array.length() == 0 ? "[]" : "]");
    }

    /**
     * Returns the list of a filter.
     *
     * @param gzip whether the client prefers a gzip file
     * @param version as of {@link #version}
     */
    Future<ListBody> list(CompetitionFilter filter, boolean gzip, long version) {
        CalendarRange range = filter.calendarRange();
        if (range != null) {
            CachedListResponse cached = calendars.find(range, gzip, version, repository::findYear);
            if (cached != null) {
                return Future.succeededFuture((request, nextPage) -> cached.send(request));
            }
        }
        int maxRows = filter.limit() == null ? MAX_BUFFERED_ROWS : filter.limit();
        return repository.findRows(filter, maxRows + 1).map(rows -> {
            boolean largeRows = !CompetitionReadRepository.isComplete(rows);
            if (!largeRows && (filter.limit() != null || rows.size() <= maxRows)) {
                return (request, nextPage) -> request.response().end(page(rows, maxRows, nextPage));
            }
            return (request, nextPage) -> streamingLists.write(filter, largeRows, request.response(), nextPage);
        });
    }

    private static Buffer page(RowSet<Row> rows, int maxRows, Consumer<PageCursor> nextPage) {
        Buffer page = Buffer.buffer(rows.size() * 1_024 + 2).appendByte((byte) '[');
        int written = 0;
        Row last = null;
        for (Row row : rows) {
            if (written == maxRows) {
                nextPage.accept(CompetitionReadRepository.cursorAt(last));
                break;
            }
            if (written++ > 0) {
                page.appendByte((byte) ',');
            }
            page.appendBuffer(row.getBuffer(CompetitionReadRepository.JSON_INDEX));
            last = row;
        }
        return page.appendByte((byte) ']');
    }
}
