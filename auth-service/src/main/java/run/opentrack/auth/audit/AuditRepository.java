package run.opentrack.auth.audit;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** Audit entries in the database. */
@ApplicationScoped
class AuditRepository implements PanacheRepository<AuditEntry> {
    /** Matching entries, newest first. */
    Uni<List<AuditEntry>> find(AuditFilter filter) {
        Sort newestFirst = Sort.descending("id");
        Instant since = filter.since().orElse(Instant.EPOCH);
        return filter.account()
                .map(account -> find("accountId = ?1 and at >= ?2", newestFirst, account, since))
                .orElseGet(() -> find("at >= ?1", newestFirst, since))
                .page(0, filter.limit())
                .list();
    }
}
