package run.opentrack.export.run;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import run.opentrack.export.run.RunView.DurationsView;
import run.opentrack.export.run.RunView.ProgressView;

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
    private volatile DurationsView durations = new DurationsView(0, 0, 0);

    LongAdder rowsRead() {
        return rowsRead;
    }

    void markBuilt(int files, Duration copying, Duration shaping) {
        filesTotal = files;
        durations = new DurationsView(copying.toMillis(), shaping.toMillis(), 0);
        phase = Phase.SENDING;
    }

    void countFile() {
        filesDone.incrementAndGet();
    }

    void markUploaded(Duration sending) {
        durations = new DurationsView(durations.copyingMillis(), durations.shapingMillis(), sending.toMillis());
        phase = Phase.DONE;
    }

    Phase phase() {
        return phase;
    }

    ProgressView view() {
        return new ProgressView(phase.name().toLowerCase(Locale.ROOT), rowsRead.sum(), filesDone.get(), filesTotal);
    }

    DurationsView durations() {
        return durations;
    }
}
