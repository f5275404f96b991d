package run.opentrack.competition.bulk;

import io.netty.buffer.ByteBufUtil;
import java.util.List;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.write.WriteOutcome;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.ErrorResponse;
import run.opentrack.http.error.Violation;

/**
 * Size limit of the response to a bulk call, applied as outcomes arrive: a thousand of them, with their competitions and
 * possible duplicates, would not fit in memory. Beyond the limit an error keeps its text or first violation, and a
 * competition is left out.
 */
final class OutcomeLimiter {
    private static final String TOKEN = "\",\"override_token\":";

    private final boolean withCompetitions;
    private long remainingBytes;

    OutcomeLimiter(boolean withCompetitions, long maxBytes) {
        this.withCompetitions = withCompetitions;
        this.remainingBytes = maxBytes;
    }

    WriteOutcome limit(WriteOutcome outcome) {
        if (outcome.error() != null) {
            return fits(ErrorResponse.body(outcome.error()).length)
                    ? outcome
                    : WriteOutcome.of(shorten(outcome.error()));
        }
        WriteResponse response = outcome.response();
        if (response.body() == null) {
            return outcome;
        }
        boolean written = response.status() < 400;
        return (withCompetitions || !written) && fits(ByteBufUtil.utf8Bytes(response.body()))
                ? outcome
                : WriteOutcome.of(response.withBody(written ? null : shorten(response.body())));
    }

    private boolean fits(int bytes) {
        boolean fits = bytes <= remainingBytes;
        if (fits) {
            remainingBytes -= bytes;
        }
        return fits;
    }

    private static ApiException shorten(ApiException error) {
        return error.detail() instanceof List<?> violations
                ? ApiException.invalid((Violation) violations.get(0))
                : error;
    }

    /** The error of a conflict, without the token and the competitions. */
    private static String shorten(String conflict) {
        int end = conflict.indexOf(TOKEN);
        return end < 0 ? conflict : conflict.substring(0, end) + "\"}}";
    }
}
