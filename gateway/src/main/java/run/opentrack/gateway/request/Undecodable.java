package run.opentrack.gateway.request;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import run.opentrack.wire.error.Refusal;

/** What is told to a client whose bytes are no request. */
public final class Undecodable {
    private Undecodable() {}

    public static Refusal refusalOf(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Refusal.ofStatus(414);
        }
        return Refusal.ofStatus(cause instanceof TooLongHttpHeaderException ? 431 : 400);
    }
}
