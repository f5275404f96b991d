package run.opentrack.auth.password;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many logins may be under way: those that the threads can hash within the wait that is promised, by what a hash took
 * lately. A machine that others keep busy lets fewer in, and of the others a few wait for their refusal.
 */
final class Admission {
    /** Shorter than the second that is promised by what lies around the hash: the gateway, the database. */
    private static final double WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(700);

    /** With the queue fewer than the 64 requests that each event loop of the gateway has with a replica at once. */
    private static final int HELD_FOR_EACH_THREAD = 20;

    private static final double FIRST_GUESS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double WEIGHT_OF_NEWEST = 0.1;

    private final int threads;
    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger held = new AtomicInteger();
    private volatile double hashNanos = FIRST_GUESS_NANOS;

    /** @param most that ever wait, however fast the machine is */
    Admission(int threads, int most) {
        this.threads = threads;
        this.most = most;
    }

    /** Whether there is a place, which is then taken. The first one in guesses anew: how busy it was may be long ago. */
    boolean enter() {
        int with = underWay.incrementAndGet();
        if (with == 1) {
            hashNanos = FIRST_GUESS_NANOS;
        }
        if (with <= places()) {
            return true;
        }
        leave();
        return false;
    }

    void leave() {
        underWay.decrementAndGet();
    }

    /** Whether one that did not enter may be held back, which it then is. */
    boolean hold() {
        if (underWay.get() + held.incrementAndGet() <= most + threads * (1 + HELD_FOR_EACH_THREAD)) {
            return true;
        }
        release();
        return false;
    }

    void release() {
        held.decrementAndGet();
    }

    void took(long nanos) {
        hashNanos += WEIGHT_OF_NEWEST * (nanos - hashNanos);
    }

    /** One for each thread, and the queue. */
    int places() {
        return threads + (int) Math.min(most, threads * WAIT_NANOS / hashNanos);
    }
}
