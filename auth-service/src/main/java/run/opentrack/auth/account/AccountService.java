package run.opentrack.auth.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import run.opentrack.auth.account.OneTimeLink.Purpose;
import run.opentrack.auth.audit.AuditEntry.Action;
import run.opentrack.auth.audit.AuditService;
import run.opentrack.auth.password.HashingExecutor;
import run.opentrack.auth.ratelimit.LoginRateLimiter;
import run.opentrack.database.SessionRead;
import run.opentrack.database.Uncancellable;
import run.opentrack.database.WriteTransaction;
import run.opentrack.database.security.Rights;
import run.opentrack.database.security.TokenAuthenticator;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/** Creation, erasure and administration of accounts. Each change is one transaction with its audit entry. */
@ApplicationScoped
public class AccountService {
    private static final Uni<Void> DONE = Uni.createFrom().voidItem();

    private final AccountRepository repository;
    private final OneTimeLinkService links;
    private final AccountMailer mailer;
    private final AuditService audit;
    private final LoginRateLimiter rateLimiter;
    private final HashingExecutor executor;
    private final Clock clock;

    AccountService(
            AccountRepository repository,
            OneTimeLinkService links,
            AccountMailer mailer,
            AuditService audit,
            LoginRateLimiter rateLimiter,
            HashingExecutor executor,
            Clock clock) {
        this.repository = repository;
        this.links = links;
        this.mailer = mailer;
        this.audit = audit;
        this.rateLimiter = rateLimiter;
        this.executor = executor;
        this.clock = clock;
    }

    /** Creates an account and, where mail is configured, sends its confirmation link; 409 when the address is in use. */
    Uni<Account> signUp(String email, String fullName, String password) {
        return Uncancellable.of(
                executor.hash(password).chain(hash -> create(Account.create(email, fullName, hash, clock.instant()))));
    }

    private Uni<Account> create(Account account) {
        account.confirmed = !mailer.isEnabled();
        return WriteTransaction.run(() -> repository
                        .insert(account)
                        .invoke(AccountService::requireInserted)
                        .chain(() -> audit.record(account.id, Action.SIGNED_UP, account.id))
                        .chain(() -> account.confirmed ? DONE : links.issue(account.id, Purpose.CONFIRM)))
                .invoke(mailer::sendSoon)
                .replaceWith(account);
    }

    private static void requireInserted(boolean inserted) {
        if (!inserted) {
            throw ApiException.conflict("There is an account with this e-mail already");
        }
    }

    /**
     * Erases the caller's account; 409 for the last superuser. Texts of competitions are not the account's: no address in
     * them is known to be the caller's.
     */
    Uni<Void> erase(AccessToken token) {
        return WriteTransaction.run(() -> lockCaller(token)
                .call(this::requireAnotherSuperuser)
                .call(account -> rateLimiter.delete(account.emailKey))
                .call(account -> links.revokeAll(account.id))
                .call(account -> repository.deleteMails(account.id))
                .call(account -> repository.deleteStoredResponses(account.id))
                .call(account -> repository.deleteGroupRequests(account.id))
                .call(account -> repository.lockData(account.id))
                .call(account -> repository.deleteWebhooks(account.id))
                .call(account -> repository.deleteImports(account.id))
                .call(account -> repository.deleteApiKeys(account.id))
                .invoke(account -> account.erase(clock.instant()))
                .chain(account -> audit.record(account.id, Action.ERASED, account.id)));
    }

    /** The current account of a token; 401 when the token is revoked. */
    Uni<Account> findByToken(AccessToken token) {
        return SessionRead.run(() -> requireCaller(token));
    }

    /** An account, for a superuser; 404 when there is none. */
    Uni<Account> get(AccessToken superuser, UUID id) {
        return SessionRead.run(() -> requireSuperuser(superuser).chain(() -> repository.require(id)));
    }

    /** The account of an address, for a superuser. */
    Uni<Optional<Account>> find(AccessToken superuser, String email) {
        return SessionRead.run(() -> requireSuperuser(superuser)
                .chain(() -> repository.findByEmail(email))
                .map(Optional::ofNullable));
    }

    /** Enables or disables an account and revokes its tokens; no effect when it is so already. */
    Uni<Account> setEnabled(AccessToken superuser, UUID id, boolean enabled) {
        return change(superuser, id, (actor, account) -> {
            if (account.enabled == enabled) {
                return DONE;
            }
            return (enabled ? DONE : requireAnotherSuperuser(account)).chain(() -> {
                account.enabled = enabled;
                account.revokeTokens(clock.instant());
                return audit.record(actor.id, enabled ? Action.ENABLED : Action.DISABLED, account.id);
            });
        });
    }

    /** Adds an account to a group. */
    Uni<Account> grant(AccessToken superuser, UUID id, String group) {
        return change(superuser, id, (actor, account) -> grant(actor, account, group));
    }

    /** Adds an account to a group, within {@link #inTransaction}. */
    public Uni<Void> grant(Account actor, Account account, String group) {
        return account.grant(group, clock.instant())
                ? audit.record(actor.id, Action.GROUP_GRANTED, account.id, group)
                : DONE;
    }

    /** Removes an account from a group. */
    Uni<Account> revoke(AccessToken superuser, UUID id, String group) {
        return change(superuser, id, (actor, account) -> (Rights.SUPERUSER.equals(group)
                        ? requireAnotherSuperuser(account)
                        : DONE)
                .chain(() ->
                        account.revoke(group) ? audit.record(actor.id, Action.GROUP_TAKEN, account.id, group) : DONE));
    }

    /**
     * Applies a superuser's change to an account in one transaction.
     *
     * @param change of the actor's and the changed account
     * @return the changed account; 404 when there is none
     */
    Uni<Account> change(AccessToken superuser, UUID id, BiFunction<Account, Account, Uni<Void>> change) {
        return inTransaction(
                superuser, id, (actor, account) -> change.apply(actor, account).replaceWith(account));
    }

    /**
     * Does work about an account as a superuser, in one transaction.
     *
     * @param work with the actor's account and the other one
     * @return the result of the work; 404 when there is no such account
     */
    public <T> Uni<T> inTransaction(AccessToken superuser, UUID id, BiFunction<Account, Account, Uni<T>> work) {
        return WriteTransaction.run(() -> repository
                .lock(id)
                .chain(() -> requireSuperuser(superuser))
                .chain(actor -> repository.require(id).chain(account -> work.apply(actor, account))));
    }

    /** The caller's account, which must be a superuser's now, whatever the token says. */
    public Uni<Account> requireSuperuser(AccessToken token) {
        return requireCaller(token).invoke(account -> new Rights(account.groups()).requireSuperuser());
    }

    /** The caller's account, locked for the current transaction; 401 when the token is revoked. */
    public Uni<Account> lockCaller(AccessToken token) {
        return repository.lock(token.accountId()).chain(() -> requireCaller(token));
    }

    /** The caller's account in the current session; 401 when the token is revoked. */
    public Uni<Account> requireCaller(AccessToken token) {
        return repository.findById(token.accountId()).invoke(account -> {
            if (account == null || !account.accepts(token.version())) {
                throw TokenAuthenticator.tokenRevoked();
            }
        });
    }

    /** 409 for the last superuser who can log in: no account could appoint another. */
    Uni<Void> requireAnotherSuperuser(Account account) {
        if (!account.isActiveSuperuser()) {
            return DONE;
        }
        // Lock again: the first lock did not include accounts promoted while this transaction waited for it.
        return repository
                .lock(account.id)
                .chain(() -> repository.countOtherSuperusers(account.id))
                .invoke(others -> {
                    if (others == 0) {
                        throw ApiException.conflict("This is the last superuser");
                    }
                })
                .replaceWithVoid();
    }
}
