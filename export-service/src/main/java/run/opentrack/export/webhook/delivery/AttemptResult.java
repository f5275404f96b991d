package run.opentrack.export.webhook.delivery;

import java.time.Duration;
import run.opentrack.export.webhook.delivery.WebhookDelivery.State;

/**
 * Result of an attempt.
 *
 * @param state of the delivery; pending if there is another attempt
 * @param status of the response, null without one
 * @param error null after a success
 * @param delay until the next attempt, zero if there is none
 */
record AttemptResult(State state, Integer status, int millis, String error, Duration delay) {
    private static final int GONE = 410;

    boolean isSuccess() {
        return state == State.SUCCEEDED;
    }

    /** Reports whether the endpoint does not want any more events. */
    boolean isGone() {
        return isGone(status);
    }

    static boolean isGone(Integer status) {
        return status != null && status == GONE;
    }
}
