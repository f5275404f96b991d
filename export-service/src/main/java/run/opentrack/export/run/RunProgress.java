package run.opentrack.export.run;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Progress of a run. Written by its worker, read by the lease renewal. */
final class RunProgress {
    /** Phases of a run in order. */
    enum Phase {
        BUILDING,
        SENDING,
        DONE
    }

    private final LongAdder rowsRead = new LongAdder();
    private final AtomicInteger filesDone = new AtomicInteger();
    private volatile int filesTotal;
    private volatile Phase phase = Phase.BUILDING;
    private volatile Duration copyDuration = Duration.ZERO;
    private volatile Duration renderDuration = Duration.ZERO;
    private volatile Duration uploadDuration = Duration.ZERO;

    LongAdder rowsRead() {
        return rowsRead;
    }

    void markBuilt(int files, Duration copyingTook, Duration shapingTook) {
        filesTotal = files;
        copyDuration = copyingTook;
        renderDuration = shapingTook;
        phase = Phase.SENDING;
    }

    void countFile() {
        filesDone.incrementAndGet();
    }

    void markUploaded(Duration sendingTook) {
        uploadDuration = sendingTook;
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

    Duration copyDuration() {
        return copyDuration;
    }

    Duration renderDuration() {
        return renderDuration;
    }

    Duration uploadDuration() {
        return uploadDuration;
    }
}
