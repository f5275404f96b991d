package run.opentrack.auth.account;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import run.opentrack.auth.account.OneTimeLinkService.Purpose;
import run.opentrack.auth.audit.AuditService;
import run.opentrack.auth.audit.AuditService.Action;
import run.opentrack.auth.ratelimit.LoginRateLimiter;
import run.opentrack.database.SessionRead;
import run.opentrack.database.WriteTransaction;
import run.opentrack.database.security.Rights;
import run.opentrack.database.security.TokenAuthenticator;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/** What accounts can do and have done to them, each in one transaction with its line in the audit trail. */
@ApplicationScoped
public class AccountService {
    private static final String INSERT = """
            INSERT INTO account (id, email, email_key, full_name, password_hash, confirmed, created_at, standing_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) ON CONFLICT (email_key) DO NOTHING""";

    private static final String REQUEST_EMAIL_ERASURE =
            "INSERT INTO erased_email (email, erased_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING";

    /** With a password of their own: one for a single login may be lost or run out. */
    private static final String COUNT_OTHER_SUPERUSERS = """
            SELECT count(*) FROM account
             WHERE id <> ?1 AND enabled AND confirmed AND one_time_until IS NULL
               AND id IN (SELECT account_id FROM account_group WHERE group_name = 'SUPERUSER')""";

    private final AuditService audit;
    private final OneTimeLinkService links;
    private final LoginRateLimiter rateLimiter;
    private final Clock clock;

    AccountService(AuditService audit, OneTimeLinkService links, LoginRateLimiter rateLimiter, Clock clock) {
        this.audit = audit;
        this.links = links;
        this.rateLimiter = rateLimiter;
        this.clock = clock;
    }

    /** The account of a token, as it is now. */
    public Uni<Account> findByToken(AccessToken token) {
        return SessionRead.run(() -> requireCaller(token));
    }

    /** @param confirmationToken the token of the link that confirms it, where that is asked for */
    record CreatedAccount(Account account, Optional<String> confirmationToken) {}

    /** PostgreSQL would write the e-mail of a row that it refuses into its log; one that is there already is no error. */
    Uni<CreatedAccount> create(SignUpRequest signUp, String passwordHash, boolean confirmed) {
        Account account = new Account();
        account.id = UUID.randomUUID();
        account.email = signUp.email();
        account.fullName = signUp.fullName();
        account.createdAt = clock.instant();
        return WriteTransaction.run(() -> Panache.getSession()
                .chain(session -> session.createNativeQuery(INSERT)
                        .setParameter(1, account.id)
                        .setParameter(2, account.email)
                        .setParameter(3, EmailAddress.normalize(account.email))
                        .setParameter(4, account.fullName)
                        .setParameter(5, passwordHash)
                        .setParameter(6, confirmed)
                        .setParameter(7, account.createdAt)
                        .executeUpdate())
                .invoke(inserted -> {
                    if (inserted == 0) {
                        throw ApiException.conflict("There is an account with this e-mail already");
                    }
                })
                .chain(() -> audit.record(account.id, Action.SIGNED_UP, account.id))
                .chain(() -> confirmed ? Uni.createFrom().nullItem() : links.issue(account.id, Purpose.CONFIRM))
                .map(link -> new CreatedAccount(account, Optional.ofNullable(link))));
    }

    Uni<Void> erase(AccessToken token) {
        return WriteTransaction.run(() -> Account.lock(token.accountId())
                .chain(() -> requireCaller(token))
                .call(AccountService::requireAnotherSuperuser)
                .call(account -> rateLimiter.delete(account.emailKey))
                .call(account -> links.revokeAll(account.id))
                .call(this::requestEmailErasure)
                .invoke(account -> account.erase(clock.instant()))
                .chain(account -> audit.record(account.id, Action.ERASED, account.id)));
    }

    /** Competitions publish e-mails as contacts: competition-service cuts this one out of them and forgets it. */
    private Uni<Integer> requestEmailErasure(Account account) {
        return Panache.getSession().chain(session -> session.createNativeQuery(REQUEST_EMAIL_ERASURE)
                .setParameter(1, account.email)
                .setParameter(2, clock.instant())
                .executeUpdate());
    }

    public Uni<Account> setEnabled(AccessToken superuser, UUID id, boolean enabled) {
        return change(superuser, id, (actor, account) -> {
            if (account.enabled == enabled) {
                return Uni.createFrom().voidItem();
            }
            Uni<Void> allowed = enabled ? Uni.createFrom().voidItem() : requireAnotherSuperuser(account);
            return allowed.chain(() -> {
                account.enabled = enabled;
                account.revokeTokens(clock.instant());
                return audit.record(actor.id, enabled ? Action.ENABLED : Action.DISABLED, account.id);
            });
        });
    }

    public Uni<Void> grant(AccessToken superuser, UUID id, String group) {
        return change(superuser, id, (actor, account) -> {
                    if (account.groups().contains(group)) {
                        return Uni.createFrom().voidItem();
                    }
                    account.grants.add(new GroupMembership(group, clock.instant()));
                    return audit.record(actor.id, Action.GROUP_GRANTED, account.id, group);
                })
                .replaceWithVoid();
    }

    public Uni<Void> revoke(AccessToken superuser, UUID id, String group) {
        return change(superuser, id, (actor, account) -> {
                    if (!account.groups().contains(group)) {
                        return Uni.createFrom().voidItem();
                    }
                    Uni<Void> allowed = Rights.SUPERUSER.equals(group)
                            ? requireAnotherSuperuser(account)
                            : Uni.createFrom().voidItem();
                    return allowed.chain(() -> {
                        account.grants.removeIf(grant -> grant.groupName().equals(group));
                        return audit.record(actor.id, Action.GROUP_TAKEN, account.id, group);
                    });
                })
                .replaceWithVoid();
    }

    /** What a superuser does to an account, which it gives as it is afterwards; 404 when there is none. */
    Uni<Account> change(AccessToken superuser, UUID id, BiFunction<Account, Account, Uni<Void>> change) {
        return WriteTransaction.run(
                () -> Account.lock(id).chain(() -> requireSuperuser(superuser)).chain(actor -> requireExisting(id)
                        .call(account -> change.apply(actor, account))));
    }

    /** An account that a superuser asks for; 404 when there is none. */
    Uni<Account> get(AccessToken superuser, UUID id) {
        return SessionRead.run(() -> requireSuperuser(superuser).chain(actor -> requireExisting(id)));
    }

    Uni<Optional<Account>> find(AccessToken superuser, String email) {
        return SessionRead.run(() -> requireSuperuser(superuser)
                .chain(actor -> Account.findByEmail(email))
                .map(Optional::ofNullable));
    }

    /** The caller, who must be a superuser now, whatever the token says. */
    public Uni<Account> requireSuperuser(AccessToken token) {
        return requireCaller(token).invoke(account -> new Rights(account.groups()).requireSuperuser());
    }

    Uni<Account> requireCaller(AccessToken token) {
        return Account.<Account>findById(token.accountId()).invoke(account -> {
            if (account == null || !account.enabled || token.version() < account.tokenVersion) {
                throw TokenAuthenticator.tokenRevoked();
            }
        });
    }

    static Uni<Account> requireExisting(UUID id) {
        return Account.<Account>findById(id).invoke(account -> {
            if (account == null || account.erasedAt != null) {
                throw ApiException.notFound("There is no account with this id");
            }
        });
    }

    /** The last superuser who can log in cannot go: nobody could make another. */
    static Uni<Void> requireAnotherSuperuser(Account account) {
        if (!account.enabled || !account.groups().contains(Rights.SUPERUSER)) {
            return Uni.createFrom().voidItem();
        }
        // Once more: who became a superuser while this waited was not held with the others.
        return Account.lock(account.id)
                .chain(Panache::getSession)
                .chain(session -> session.createNativeQuery(COUNT_OTHER_SUPERUSERS, Long.class)
                        .setParameter(1, account.id)
                        .getSingleResult())
                .invoke(others -> {
                    if (others == 0) {
                        throw ApiException.conflict("This is the last superuser");
                    }
                })
                .replaceWithVoid();
    }
}
