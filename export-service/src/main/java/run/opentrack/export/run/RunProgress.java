package run.opentrack.export.run;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How far a run is. Written by its worker, read by whoever reports it. */
final class RunProgress {
    /** What a run does first and then. */
    enum Phase {
        BUILDING,
        SENDING,
        DONE
    }

    private final LongAdder rowsRead = new LongAdder();
    private final AtomicInteger filesDone = new AtomicInteger();
    private volatile int filesTotal;
    private volatile Phase phase = Phase.BUILDING;
    private volatile Duration copying = Duration.ZERO;
    private volatile Duration shaping = Duration.ZERO;
    private volatile Duration sending = Duration.ZERO;

    LongAdder rowsRead() {
        return rowsRead;
    }

    void built(int files, Duration copyingTook, Duration shapingTook) {
        filesTotal = files;
        copying = copyingTook;
        shaping = shapingTook;
        phase = Phase.SENDING;
    }

    void fileDone() {
        filesDone.incrementAndGet();
    }

    void sent(Duration sendingTook) {
        sending = sendingTook;
        phase = Phase.DONE;
    }

    Phase phase() {
        return phase;
    }

    int filesDone() {
        return filesDone.get();
    }

    int filesTotal() {
        return filesTotal;
    }

    Duration copying() {
        return copying;
    }

    Duration shaping() {
        return shaping;
    }

    Duration sending() {
        return sending;
    }
}
