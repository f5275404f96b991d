package run.opentrack.auth.account;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;

/** One-time links in the database, by the hash of their token. */
@ApplicationScoped
class OneTimeLinkRepository implements PanacheRepositoryBase<OneTimeLink, String> {
    Uni<Void> deleteByAccount(UUID account) {
        return delete("accountId", account).replaceWithVoid();
    }

    /** False when the link was deleted before. */
    Uni<Boolean> deleteByHash(String tokenHash) {
        return delete("tokenHash", tokenHash).map(deleted -> deleted == 1);
    }

    Uni<Void> deleteExpired(Instant now) {
        return delete("expiresAt < ?1", now).replaceWithVoid();
    }
}
