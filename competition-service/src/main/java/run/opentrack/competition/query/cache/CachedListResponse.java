package run.opentrack.competition.query.cache;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.stream.Stream;

/** An array of competitions that are held in memory, unpacked as its client takes it. */
public final class CachedListResponse {
    /** Most lists are shorter and go out in one piece; of longer ones no client costs more than this. */
    private static final int CHUNK_SIZE = 1024 * 1024;

    private final List<CachedYear.Range> ranges;
    private final int length;

    private CachedListResponse(List<CachedYear.Range> ranges) {
        this.ranges = ranges;
        // Each with what stands before it, and the end.
        this.length = ranges.isEmpty()
                ? 2
                : ranges.stream().mapToInt(range -> 1 + range.length()).sum() + 1;
    }

    /** @param ranges in the order of the calendar, some of which may be empty */
    static CachedListResponse of(CachedYear.Range... ranges) {
        return new CachedListResponse(
                Stream.of(ranges).filter(range -> range.length() > 0).toList());
    }

    int length() {
        return length;
    }

    /** Ends the answer with it. */
    public Future<Void> send(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (length <= CHUNK_SIZE) {
            return response.end(slice(0, length));
        }
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(length));
        if (request.method() == HttpMethod.HEAD) {
            return response.end();
        }
        Promise<Void> sent = Promise.promise();
        sendFrom(0, response, sent);
        return sent.future();
    }

    private void sendFrom(int from, HttpServerResponse response, Promise<Void> sent) {
        int to = Math.min(length, from + CHUNK_SIZE);
        if (to == length) {
            response.end(slice(from, to)).onComplete(sent);
            return;
        }
        response.write(slice(from, to))
                .onSuccess(taken -> sendFrom(to, response, sent))
                .onFailure(sent::tryFail);
    }

    /** What stands from one place of the array to another. */
    Buffer slice(int from, int to) {
        byte[] slice = new byte[to - from];
        int start = 1;
        for (CachedYear.Range range : ranges) {
            int end = start + range.length();
            int first = Math.max(from, start);
            int last = Math.min(to, end);
            if (first < last) {
                range.write(first - start, last - start, slice, first - from);
            }
            putIfInside(slice, end - from, ',');
            start = end + 1;
        }
        putIfInside(slice, -from, '[');
        putIfInside(slice, length - 1 - from, ']');
        return Buffer.buffer(slice);
    }

    private static void putIfInside(byte[] slice, int index, char character) {
        if (index >= 0 && index < slice.length) {
            slice[index] = (byte) character;
        }
    }
}
