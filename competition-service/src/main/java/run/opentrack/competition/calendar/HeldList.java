package run.opentrack.competition.calendar;

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
final class HeldList {
    /** Most lists are shorter and go out in one piece; of longer ones no client costs more than this. */
    private static final int PIECE = 1024 * 1024;

    private final List<HeldYear.Stretch> stretches;
    private final int length;

    private HeldList(List<HeldYear.Stretch> stretches) {
        this.stretches = stretches;
        // Each with what stands before it, and the end.
        this.length = stretches.isEmpty()
                ? 2
                : stretches.stream().mapToInt(stretch -> 1 + stretch.length()).sum() + 1;
    }

    /** @param stretches in the order of the calendar, some of which may be empty */
    static HeldList of(HeldYear.Stretch... stretches) {
        return new HeldList(
                Stream.of(stretches).filter(stretch -> stretch.length() > 0).toList());
    }

    int length() {
        return length;
    }

    /** Ends the answer with it. */
    Future<Void> send(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (length <= PIECE) {
            return response.end(part(0, length));
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
        int to = Math.min(length, from + PIECE);
        if (to == length) {
            response.end(part(from, to)).onComplete(sent);
            return;
        }
        response.write(part(from, to))
                .onSuccess(taken -> sendFrom(to, response, sent))
                .onFailure(sent::tryFail);
    }

    /** What stands from one place of the array to another. */
    Buffer part(int from, int to) {
        byte[] part = new byte[to - from];
        int start = 1;
        for (HeldYear.Stretch stretch : stretches) {
            int end = start + stretch.length();
            int first = Math.max(from, start);
            int last = Math.min(to, end);
            if (first < last) {
                stretch.write(first - start, last - start, part, first - from);
            }
            put(part, end - from, ',');
            start = end + 1;
        }
        put(part, -from, '[');
        put(part, length - 1 - from, ']');
        return Buffer.buffer(part);
    }

    private static void put(byte[] part, int place, char character) {
        if (place >= 0 && place < part.length) {
            part[place] = (byte) character;
        }
    }
}
