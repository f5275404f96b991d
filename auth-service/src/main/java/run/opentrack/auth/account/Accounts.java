package run.opentrack.auth.account;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import run.opentrack.access.Rights;
import run.opentrack.access.TokenGate;
import run.opentrack.access.UniqueKey;
import run.opentrack.auth.audit.AuditTrail;
import run.opentrack.auth.audit.AuditTrail.Action;
import run.opentrack.wire.error.Refusal;
import run.opentrack.wire.token.AccessToken;

/** What accounts can do and have done to them, each in one transaction with its line in the audit trail. */
@ApplicationScoped
public class Accounts {
    private final AuditTrail audit;
    private final Clock clock;

    Accounts(AuditTrail audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    @WithSession
    public Uni<Optional<Account>> byEmail(String email) {
        return Account.byEmail(email).map(Optional::ofNullable);
    }

    /** The account of a token, as it is now. */
    @WithSession
    public Uni<Account> ofToken(AccessToken token) {
        return caller(token);
    }

    @WithTransaction
    Uni<Account> create(SignUp signUp, String passwordHash) {
        Account account = new Account();
        account.id = UUID.randomUUID();
        account.email = signUp.email();
        account.emailKey = EmailAddress.key(signUp.email());
        account.fullName = signUp.fullName();
        account.passwordHash = passwordHash;
        account.createdAt = clock.instant();
        account.standingAt = account.createdAt;
        return account.<Account>persistAndFlush()
                .call(() -> audit.note(account.id, Action.SIGNED_UP, account.id))
                .onFailure(failure -> UniqueKey.refused(failure, Account.EMAIL_KEY))
                .transform(failure -> Refusal.conflict("There is an account with this e-mail already"));
    }

    @WithTransaction
    Uni<Void> changePassword(AccessToken token, String verifiedHash, String newHash) {
        return caller(token).chain(account -> {
            if (!verifiedHash.equals(account.passwordHash)) {
                throw Refusal.conflict("The password was changed in the meantime");
            }
            account.passwordHash = newHash;
            account.revokeTokens(clock.instant());
            return audit.note(account.id, Action.PASSWORD_CHANGED, account.id);
        });
    }

    @WithTransaction
    Uni<Void> erase(AccessToken token) {
        return caller(token)
                .call(Accounts::requireAnotherSuperuser)
                .invoke(account -> account.erase(clock.instant()))
                .chain(account -> audit.note(account.id, Action.ERASED, account.id));
    }

    @WithTransaction
    public Uni<Account> setEnabled(AccessToken superuser, UUID id, boolean enabled) {
        return superuser(superuser).chain(actor -> existing(id).call(account -> {
            if (account.enabled == enabled) {
                return Uni.createFrom().voidItem();
            }
            Uni<Void> allowed = enabled ? Uni.createFrom().voidItem() : requireAnotherSuperuser(account);
            return allowed.chain(() -> {
                account.enabled = enabled;
                account.revokeTokens(clock.instant());
                return audit.note(actor.id, enabled ? Action.ENABLED : Action.DISABLED, account.id);
            });
        }));
    }

    @WithTransaction
    public Uni<Void> grant(AccessToken superuser, UUID id, String group) {
        return superuser(superuser).chain(actor -> existing(id).chain(account -> {
            if (account.groups().contains(group)) {
                return Uni.createFrom().voidItem();
            }
            account.grants.add(new Grant(group, clock.instant()));
            return audit.note(actor.id, Action.GROUP_GRANTED, account.id, group);
        }));
    }

    @WithTransaction
    public Uni<Void> take(AccessToken superuser, UUID id, String group) {
        return superuser(superuser).chain(actor -> existing(id).chain(account -> {
            if (!account.groups().contains(group)) {
                return Uni.createFrom().voidItem();
            }
            Uni<Void> allowed = Rights.SUPERUSER.equals(group)
                    ? requireAnotherSuperuser(account)
                    : Uni.createFrom().voidItem();
            return allowed.chain(() -> {
                account.grants.removeIf(grant -> grant.groupName().equals(group));
                return audit.note(actor.id, Action.GROUP_TAKEN, account.id, group);
            });
        }));
    }

    /** An account that a superuser asks for; 404 when there is none. */
    @WithSession
    Uni<Account> show(AccessToken superuser, UUID id) {
        return superuser(superuser).chain(actor -> existing(id));
    }

    @WithSession
    Uni<Optional<Account>> find(AccessToken superuser, String email) {
        return superuser(superuser).chain(actor -> Account.byEmail(email)).map(Optional::ofNullable);
    }

    /** The caller, who must be a superuser now, whatever the token says. */
    public Uni<Account> superuser(AccessToken token) {
        return caller(token).invoke(account -> new Rights(account.groups()).requireSuperuser());
    }

    private static Uni<Account> caller(AccessToken token) {
        return Account.<Account>findById(token.accountId()).invoke(account -> {
            if (account == null || !account.enabled || token.version() < account.tokenVersion) {
                throw TokenGate.revoked();
            }
        });
    }

    private static Uni<Account> existing(UUID id) {
        return Account.<Account>findById(id).invoke(account -> {
            if (account == null || account.erasedAt != null) {
                throw Refusal.notFound("There is no account with this id");
            }
        });
    }

    /** The last superuser cannot go: nobody could make another. */
    private static Uni<Void> requireAnotherSuperuser(Account account) {
        if (!account.groups().contains(Rights.SUPERUSER)) {
            return Uni.createFrom().voidItem();
        }
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "SELECT id FROM account WHERE enabled AND id IN (SELECT account_id FROM account_group"
                                        + " WHERE group_name = 'SUPERUSER') ORDER BY id FOR UPDATE",
                                UUID.class)
                        .getResultList())
                .invoke(superusers -> {
                    if (superusers.size() < 2) {
                        throw Refusal.conflict("This is the last superuser");
                    }
                })
                .replaceWithVoid();
    }
}
