package run.opentrack.gateway.request;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import run.opentrack.http.error.ApiException;

/** Error responses for bytes that cannot be decoded as a request. */
public final class DecodeErrors {
    private DecodeErrors() {}

    public static ApiException toApiException(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return ApiException.ofStatus(414);
        }
        return ApiException.ofStatus(cause instanceof TooLongHttpHeaderException ? 431 : 400);
    }
}
