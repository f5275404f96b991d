package run.opentrack.tests.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * Class that runs beside the other classes, its own tests one by one: it mostly waits, and its suite is not that of
 * another class. Tests of timing and load are {@code @Isolated} instead: they run when all other classes have ended.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(providers = ConcurrentClass.SuiteLock.class)
public @interface ConcurrentClass {
    /** Name of the suite that several concurrent classes use, one of them at a time. */
    String suite() default "";

    /** Lock of the suite, or of the class alone; a class with a lock runs its tests one by one. */
    final class SuiteLock implements ResourceLocksProvider {
        @Override
        public Set<Lock> provideForClass(Class<?> testClass) {
            String suite = testClass.getAnnotation(ConcurrentClass.class).suite();
            return Set.of(new Lock(suite.isEmpty() ? testClass.getName() : suite));
        }
    }
}
