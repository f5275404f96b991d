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
 * @param gone true if the endpoint does not want any more events
 */
record AttemptResult(State state, Integer status, int millis, String error, Duration delay, boolean gone) {
    static final int GONE = 410;

    boolean isSuccess() {
        return state == State.SUCCEEDED;
    }
}
