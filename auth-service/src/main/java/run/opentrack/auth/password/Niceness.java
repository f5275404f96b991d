package run.opentrack.auth.password;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * The priority of a thread as Linux knows it. Java's own priorities reach the kernel only with a flag of the JVM that
 * wants to be root; standing back needs no right at all.
 */
final class Niceness {
    /** A tenth of the weight of an ordinary thread: enough not to starve on a busy machine, all of an idle one. */
    private static final int NICE = 10;

    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;

    private Niceness() {}

    /** The calling thread, from now on. */
    static void standBack() {
        if (Platform.isLinux()) {
            Native.load(Platform.C_LIBRARY_NAME, LibC.class).setpriority(PRIO_PROCESS, CALLING_THREAD, NICE);
        }
    }

    /** Called by JNA, so it must be visible to it. */
    public interface LibC extends Library {
        int setpriority(int which, int who, int value);
    }
}
