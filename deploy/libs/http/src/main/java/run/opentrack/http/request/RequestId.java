package run.opentrack.http.request;

import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Request id in each response and log line, the same in all services. */
public final class RequestId {
    public static final String HEADER = "X-Request-Id";
    /** MDC field of the log format. */
    public static final String LOG_FIELD = "request";

    private static final Pattern VALID_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String KEY = RequestId.class.getName();

    private RequestId() {}

    /** Returns the client's id if it is well-formed and no API key, which logs would keep, otherwise a new one. */
    public static String acceptOrGenerate(String sent) {
        boolean valid = sent != null && VALID_ID.matcher(sent).matches() && !UriValidator.containsApiKey(sent);
        return valid ? sent : generate();
    }

    public static String generate() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Long.toHexString(random.nextLong() | Long.MIN_VALUE);
    }

    /** Returns the id of a request; {@code -} before one is assigned. */
    public static String of(RoutingContext request) {
        String id = request.get(KEY);
        return id == null ? "-" : id;
    }

    static void put(RoutingContext request, String id) {
        request.put(KEY, id);
    }
}
