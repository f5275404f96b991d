package run.opentrack.auth.password;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * The priority of a thread as Linux knows it. Java's own priorities reach the kernel only with a flag of the JVM that
 * wants to be root; standing back needs no right at all.
 */
final class ThreadNiceness {
    /**
     * The lowest: all of an idle machine, and a seventieth of an ordinary thread's share of a busy one. Beside saturated
     * logins ping's p99 is 1.4-2.2 times what it is alone, with nice 10 2.1-3.1 times; a login beside as many lists as the
     * machine can make takes 0.1-0.3 s, with nice 10 0.1 s.
     */
    private static final int LOWEST_PRIORITY = 19;

    private static final int PRIO_PROCESS = 0;
    private static final int CALLING_THREAD = 0;

    private ThreadNiceness() {}

    /** The calling thread, from now on. */
    static void lowerPriority() {
        if (Platform.isLinux()) {
            Native.load(Platform.C_LIBRARY_NAME, LibC.class).setpriority(PRIO_PROCESS, CALLING_THREAD, LOWEST_PRIORITY);
        }
    }

    /** Called by JNA, so it must be visible to it. */
    public interface LibC extends Library {
        int setpriority(int which, int who, int value);
    }
}
