package run.opentrack.competition.change;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import run.opentrack.competition.change.ChangeRepository.Change;
import run.opentrack.competition.change.ChangeRepository.Range;
import run.opentrack.database.change.ChangeState;
import run.opentrack.database.change.ChangeToken;
import run.opentrack.database.change.ChangeToken.Position;

/**
 * Reads one page, country by country. The state was read before, so that each country is read up to a version whose changes
 * are all visible; what is changed meanwhile has a higher version, and is in the next page.
 */
final class ChangeReader {
    private final Function<Range, Future<List<Change>>> find;
    private final ChangeToken token;
    private final ChangeState state;
    private final long maxBytes;
    private final Queue<Position> countries = new ArrayDeque<>();
    private final SortedMap<String, Long> versions;
    /** By id, since a competition may have left several dates. */
    private final Map<UUID, Buffer> changes = new LinkedHashMap<>();

    private int remaining;
    private long bytes;

    /**
     * @param find reads changes in the order of version, then id
     * @param limit maximum number of changes
     */
    ChangeReader(
            Function<Range, Future<List<Change>>> find,
            ChangeToken token,
            ChangeState state,
            int limit,
            long maxBytes) {
        this.find = find;
        this.token = token;
        this.state = state;
        this.remaining = limit;
        this.maxBytes = maxBytes;
        this.versions = new TreeMap<>(token.versions());
        Position position = token.position();
        if (position != null) {
            // First, since a token has one position only.
            countries.add(position);
        }
        for (String country : countriesOfFilter()) {
            if (position == null || !position.country().equals(country)) {
                addIfChanged(country);
            }
        }
    }

    private Collection<String> countriesOfFilter() {
        List<String> countries = token.filter().countries();
        return countries.isEmpty() ? new TreeSet<>(state.versions().keySet()) : countries;
    }

    private void addIfChanged(String country) {
        Long version = versions.get(country);
        if (version == null) {
            // A copy that begins now has nothing to remove.
            countries.add(new Position(country, -1, new UUID(0, 0), state.version(country)));
        } else if (version != state.version(country)) {
            countries.add(Range.behind(country, version));
        }
    }

    /**
     * @param changes JSON of each
     * @param next token to continue with
     */
    record Result(Collection<Buffer> changes, ChangeToken next, boolean more) {}

    /** @param now time before the state was read */
    Future<Result> read(Instant now) {
        Position after = countries.peek();
        if (after == null || remaining == 0 || bytes >= maxBytes) {
            boolean more = after != null;
            return Future.succeededFuture(new Result(changes.values(), next(null, more, now), more));
        }
        long upTo = state.version(after.country());
        return find.apply(new Range(token.filter(), after, upTo, remaining + 1, maxBytes - bytes))
                .compose(found -> {
                    found.stream().limit(remaining).forEach(this::add);
                    if (found.size() > remaining || bytes >= maxBytes) {
                        Change last = found.get(Math.min(found.size(), remaining) - 1);
                        Position position =
                                new Position(after.country(), last.version(), last.id(), after.removalsAfter());
                        return Future.succeededFuture(new Result(changes.values(), next(position, true, now), true));
                    }
                    remaining -= found.size();
                    versions.put(after.country(), upTo);
                    countries.remove();
                    return read(now);
                });
    }

    private void add(Change change) {
        bytes += change.json().length();
        changes.remove(change.id());
        changes.put(change.id(), change.json());
    }

    /** An incomplete copy is as old as the token that it began with. */
    private ChangeToken next(Position position, boolean more, Instant now) {
        return new ChangeToken(
                token.epoch(), more ? token.issuedAt() : now, state.walPosition(), token.filter(), versions, position);
    }
}
