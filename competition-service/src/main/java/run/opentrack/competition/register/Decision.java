package run.opentrack.competition.register;

import run.opentrack.http.error.ApiException;

/**
 * What becomes of an application: an answer, a refusal, or neither when it must wait for the next sitting.
 */
record Decision(Answer answer, ApiException refusal) {
    static final Decision WAIT = new Decision(null, null);

    static Decision of(Answer answer) {
        return new Decision(answer, null);
    }

    static Decision of(ApiException refusal) {
        return new Decision(null, refusal);
    }

    boolean isDuplicate() {
        return answer != null && answer.status() == 409;
    }

    boolean isWait() {
        return this == WAIT;
    }

    Answer orThrow() {
        if (refusal != null) {
            throw refusal;
        }
        return answer;
    }
}
