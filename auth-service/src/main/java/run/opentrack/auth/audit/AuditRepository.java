package run.opentrack.auth.audit;

import io.quarkus.hibernate.reactive.panache.PanacheRepository;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Audit entries in the database. */
@ApplicationScoped
class AuditRepository implements PanacheRepository<AuditEntry> {
    /** Matching entries, newest first. */
    Uni<List<AuditEntry>> find(AuditFilter filter) {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        filter.account().ifPresent(id -> {
            values.add(id);
            conditions.add("accountId = ?" + values.size());
        });
        filter.since().ifPresent(time -> {
            values.add(time);
            conditions.add("at >= ?" + values.size());
        });
        Sort newestFirst = Sort.descending("id");
        var query = conditions.isEmpty()
                ? findAll(newestFirst)
                : find(String.join(" and ", conditions), newestFirst, values.toArray());
        return query.page(0, filter.limit()).list();
    }
}
