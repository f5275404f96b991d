package run.opentrack.auth.account;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import run.opentrack.auth.account.OneTimeLink.Purpose;

/** One-time links in the database, by the hash of their token. */
@ApplicationScoped
class OneTimeLinkRepository implements PanacheRepositoryBase<OneTimeLink, String> {
    Uni<Long> countSince(UUID account, Purpose purpose, Instant since) {
        return count("accountId = ?1 and purpose = ?2 and createdAt > ?3", account, purpose.text(), since);
    }

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
