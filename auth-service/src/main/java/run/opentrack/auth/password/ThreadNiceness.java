package run.opentrack.auth.password;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * Niceness of a thread in Linux. Java's priorities reach the kernel only with a JVM flag that requires root, while
 * lowering the priority requires no privilege.
 */
final class ThreadNiceness {
    /** Niceness 19: all of an idle machine, and a small share beside ordinary threads. */
    private static final int LOWEST_PRIORITY = 19;

    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;

    private ThreadNiceness() {}

    /** Lowers the calling thread to the lowest priority. */
    static void lowerPriority() {
        if (Platform.isLinux()) {
            Native.load(Platform.C_LIBRARY_NAME, LibC.class).setpriority(PRIO_PROCESS, CALLING_THREAD, LOWEST_PRIORITY);
        }
    }

    /** Public for JNA, which implements it. */
    public interface LibC extends Library {
        int setpriority(int which, int who, int value);
    }
}
