package run.opentrack.auth.account;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import run.opentrack.database.security.Rights;

/** User account. An erased account keeps its id, because audit entries and histories refer to it. */
@Entity
public class Account {
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
    /** End of a one-time password's validity; null for a password that the user chose. */
    public Instant oneTimeUntil;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "account_group", joinColumns = @JoinColumn(name = "account_id"))
    public Set<GroupMembership> grants = new HashSet<>();

    /** Membership of an account in a group. */
    @Embeddable
    public record GroupMembership(String groupName, Instant grantedAt) {}

    static Account create(String email, String fullName, String passwordHash, Instant now) {
        Account account = new Account();
        account.id = UUID.randomUUID();
        account.email = email;
        account.emailKey = EmailAddress.normalize(email);
        account.fullName = fullName;
        account.passwordHash = passwordHash;
        account.createdAt = now;
        account.standingAt = now;
        return account;
    }

    /** Names of the account's groups, sorted. */
    public Set<String> groups() {
        return grants.stream().map(GroupMembership::groupName).collect(Collectors.toCollection(TreeSet::new));
    }

    /** True if a token of this version is valid. */
    boolean accepts(int version) {
        return enabled && version >= tokenVersion;
    }

    boolean isActiveSuperuser() {
        return enabled && groups().contains(Rights.SUPERUSER);
    }

    /** Adds the account to a group; false if it is a member. */
    boolean grant(String group, Instant now) {
        return !groups().contains(group) && grants.add(new GroupMembership(group, now));
    }

    /** Removes the account from a group; false if it is no member. */
    boolean revoke(String group) {
        return grants.removeIf(grant -> grant.groupName().equals(group));
    }

    /** Sets a permanent password and revokes every token issued so far. */
    void setPassword(String hash, Instant now) {
        passwordHash = hash;
        oneTimeUntil = null;
        revokeTokens(now);
    }

    /** Revokes every token issued so far. */
    void revokeTokens(Instant now) {
        tokenVersion++;
        standingAt = now;
    }

    /** Removes all personal data. */
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
