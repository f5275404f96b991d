package run.opentrack.export.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import run.opentrack.export.run.RunRepository.RunLease;

class LeaseRenewerTest {
    private final RunLease lease = new RunLease(UUID.randomUUID(), 1, Optional.empty(), false, Instant.EPOCH);

    @Test
    void lease_is_renewed_several_times_before_it_ends() throws InterruptedException {
        CountDownLatch renewals = new CountDownLatch(3);
        try (LeaseRenewer renewer = renewer(Duration.ofSeconds(1), renewals::countDown)) {
            assertThat(renewals.await(950, TimeUnit.MILLISECONDS)).isTrue();
        }
    }

    @Test
    void failed_renewal_is_tried_again() throws InterruptedException {
        CountDownLatch renewals = new CountDownLatch(3);
        try (LeaseRenewer renewer = renewer(Duration.ofMillis(60), () -> {
            renewals.countDown();
            throw new IllegalStateException("no connection");
        })) {
            assertThat(renewals.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void lease_is_not_renewed_after_the_run() throws InterruptedException {
        AtomicInteger renewals = new AtomicInteger();
        renewer(Duration.ofMillis(600), renewals::incrementAndGet).close();
        Thread.sleep(200);
        assertThat(renewals.get()).isZero();
    }

    private LeaseRenewer renewer(Duration duration, Runnable renewal) {
        return new LeaseRenewer(
                () -> {
                    renewal.run();
                    return Uni.createFrom().item(true);
                },
                lease,
                duration);
    }
}
