package run.opentrack.auth.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import run.opentrack.auth.audit.AuditEntry.Action;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.SessionRead;
import run.opentrack.database.security.RightsLookup;
import run.opentrack.security.AccessToken;

/** Audit trail of accounts: who did what to which account. */
@ApplicationScoped
public class AuditService {
    private final AuditRepository repository;
    private final Pool database;
    private final Clock clock;

    public AuditService(AuditRepository repository, Pool database, Clock clock) {
        this.repository = repository;
        this.database = database;
        this.clock = clock;
    }

    /** Records a change of an account, in the transaction of the change. */
    public Uni<Void> record(UUID actor, Action action, UUID account) {
        return record(actor, action, account, null);
    }

    /** Records a change of one of an account's groups, in the transaction of the change. */
    public Uni<Void> record(UUID actor, Action action, UUID account, String group) {
        return persist(AuditEntry.create(clock.instant(), actor, action, account, group, null));
    }

    /** Records a change of an API key, in the transaction of the change. */
    public Uni<Void> recordKey(UUID actor, Action action, UUID account, String keyId) {
        return persist(AuditEntry.create(clock.instant(), actor, action, account, null, keyId));
    }

    private Uni<Void> persist(AuditEntry entry) {
        return repository.persist(entry).replaceWithVoid();
    }

    /** Entries, newest first, for a superuser. */
    Uni<List<AuditEntry>> find(AccessToken caller, AuditFilter filter) {
        return ReadTimeout.apply(RightsLookup.find(database, caller))
                .invoke(rights -> RightsLookup.requireValid(rights).requireSuperuser())
                .chain(() -> SessionRead.run(() -> repository.find(filter)));
    }
}
