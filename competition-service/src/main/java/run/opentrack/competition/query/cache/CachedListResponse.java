package run.opentrack.competition.query.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;

/** JSON array of cached competitions, decompressed chunk by chunk as its client reads. */
public final class CachedListResponse {
    /** Most lists are shorter and sent in one piece; a longer one takes at most this much memory per client. */
    private static final int CHUNK_SIZE = 1024 * 1024;

    private final List<CachedYear.Range> ranges;
    private final boolean gzip;
    private final int length;

    private CachedListResponse(List<CachedYear.Range> ranges, boolean gzip, int length) {
        this.ranges = ranges;
        this.gzip = gzip;
        this.length = length;
    }

    /** @param ranges in list order, possibly empty ones */
    static CachedListResponse of(List<CachedYear.Range> ranges, boolean gzip) {
        List<CachedYear.Range> filled =
                ranges.stream().filter(range -> range.length() > 0).toList();
        // Each with the bracket or comma before it, and the closing bracket.
        int length = filled.isEmpty()
                ? 2
                : filled.stream().mapToInt(range -> 1 + range.length()).sum() + 1;
        return new CachedListResponse(filled, gzip, length);
    }

    int length() {
        return length;
    }

    /** Sends the array and ends the response. */
    public Future<Void> send(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (gzip) {
            return response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip").end(Buffer.buffer(gzipFile()));
        }
        if (length <= CHUNK_SIZE) {
            return response.end(wrap(cut(0, length)));
        }
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(length));
        if (request.method() == HttpMethod.HEAD) {
            return response.end();
        }
        Promise<Void> sent = Promise.promise();
        sendFrom(0, response, sent);
        return sent.future();
    }

    /** Returns the array as a gzip file, which shares the memory of the cache. */
    ByteBuf gzipFile() {
        GzipMember member = new GzipMember();
        member.append('[');
        for (int index = 0; index < ranges.size(); index++) {
            if (index > 0) {
                member.append(',');
            }
            ranges.get(index).appendTo(member);
        }
        member.append(']');
        return member.end();
    }

    private void sendFrom(int from, HttpServerResponse response, Promise<Void> sent) {
        int to = Math.min(length, from + CHUNK_SIZE);
        if (to == length) {
            response.end(wrap(cut(from, to))).onComplete(sent);
            return;
        }
        response.write(wrap(cut(from, to)))
                .onSuccess(written -> sendFrom(to, response, sent))
                .onFailure(sent::tryFail);
    }

    private static Buffer wrap(byte[] bytes) {
        return Buffer.buffer(Unpooled.wrappedBuffer(bytes));
    }

    /** Bytes {@code from} to {@code to} (exclusive) of the array. */
    byte[] cut(int from, int to) {
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
        return slice;
    }

    private static void putIfInside(byte[] slice, int index, char character) {
        if (index >= 0 && index < slice.length) {
            slice[index] = (byte) character;
        }
    }
}
