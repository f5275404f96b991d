package run.opentrack.auth.account;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.NoResultException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** Somebody who can call the API. An erased account keeps its id alone. */
@Entity
public class Account extends PanacheEntityBase {
    private static final String LOCK = """
            SELECT id FROM account WHERE id IN (
                SELECT ?1
                 UNION
                SELECT account_id FROM account_group WHERE group_name = 'SUPERUSER'
                   AND EXISTS (SELECT FROM account_group WHERE account_id = ?1 AND group_name = 'SUPERUSER'))
             ORDER BY id FOR NO KEY UPDATE""";

    @Id
    public UUID id;

    public String email;
    public String emailKey;
    public String fullName;
    public String passwordHash;
    public boolean enabled = true;
    public boolean confirmed = true;
    public int tokenVersion;
    public Instant standingAt;
    public Instant createdAt;
    public Instant erasedAt;
    /** Until when, and for one login, the password is good; null of a password that is the person's own. */
    public Instant oneTimeUntil;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "account_group", joinColumns = @JoinColumn(name = "account_id"))
    public Set<GroupMembership> grants = new HashSet<>();

    /**
     * For every transaction that changes an account, before it reads it: what it then reads holds until it has written,
     * so that no change overwrites another. With a superuser all of them are held, in one order, since whether the last
     * one goes depends on all.
     */
    static Uni<Void> lock(UUID id) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(LOCK, UUID.class)
                        .setParameter(1, id)
                        .getResultList())
                .replaceWithVoid();
    }

    /** One statement, found or not, so that the time does not tell. */
    public static Uni<Account> findByEmail(String email) {
        return find("from Account a left join fetch a.grants where a.emailKey = ?1", EmailAddress.normalize(email))
                .singleResult()
                .onFailure(NoResultException.class)
                .recoverWithNull()
                .map(Account.class::cast);
    }

    /** The names of its groups, sorted. */
    public Set<String> groups() {
        return grants.stream().map(GroupMembership::groupName).collect(Collectors.toCollection(TreeSet::new));
    }

    /** A password of the person's own, which makes every token issued so far void. */
    void setPassword(String hash, Instant now) {
        passwordHash = hash;
        oneTimeUntil = null;
        revokeTokens(now);
    }

    /** Makes every token issued so far void. */
    void revokeTokens(Instant now) {
        tokenVersion++;
        standingAt = now;
    }

    /** Leaves nothing that says whose it was. */
    void erase(Instant now) {
        email = null;
        emailKey = null;
        fullName = null;
        passwordHash = null;
        oneTimeUntil = null;
        enabled = false;
        grants.clear();
        erasedAt = now;
        revokeTokens(now);
    }
}
