package run.opentrack.auth.apikey;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import run.opentrack.auth.account.Account;
import run.opentrack.auth.account.AccountMailer;
import run.opentrack.auth.account.AccountService;
import run.opentrack.auth.audit.AuditEntry.Action;
import run.opentrack.auth.audit.AuditService;
import run.opentrack.database.SessionRead;
import run.opentrack.database.WriteTransaction;
import run.opentrack.database.security.Rights;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;
import run.opentrack.security.ApiKeyCredential;

/** Creation, rotation and revocation of API keys. Each change is one transaction with its audit entry. */
@ApplicationScoped
class ApiKeyService {
    private static final int MAX_LIVE_KEYS = 20;

    private final ApiKeyRepository repository;
    private final AccountService accounts;
    private final AuditService audit;
    private final AccountMailer mailer;
    private final ApiKeyCredential.Config config;
    private final Clock clock;

    ApiKeyService(
            ApiKeyRepository repository,
            AccountService accounts,
            AuditService audit,
            AccountMailer mailer,
            ApiKeyCredential.Config config,
            Clock clock) {
        this.repository = repository;
        this.accounts = accounts;
        this.audit = audit;
        this.mailer = mailer;
        this.config = config;
        this.clock = clock;
    }

    /** A new key with its text, which is not stored. */
    record IssuedKey(ApiKey key, ApiKeyCredential credential) {}

    /** Live keys of the caller and of the federations that it administers. */
    Uni<List<ApiKey>> list(AccessToken caller) {
        return SessionRead.run(() -> accounts.requireCaller(caller)
                .chain(account -> repository.findVisible(account.id, rightsOf(account), clock.instant())));
    }

    /** Creates a key; 403 for a country that the owner does not administer, 409 for one key too many. */
    Uni<IssuedKey> create(AccessToken caller, ApiKeyRequest request) {
        return WriteTransaction.run(
                () -> accounts.lockCaller(caller).chain(account -> issue(account, request, clock.instant())));
    }

    /** Replaces a key by one with the same limits; both are valid for a time. */
    Uni<IssuedKey> rotate(AccessToken caller, String id, Duration overlap) {
        Instant now = now();
        return WriteTransaction.run(() -> accounts.lockCaller(caller).chain(account -> requireVisible(account, id)
                .call(old -> end(old, overlap, now))
                .call(old -> audit.recordKey(account.id, Action.KEY_ROTATED, old.accountId, old.id))
                .chain(old -> issue(account, old.toRequest(now), now))));
    }

    private Uni<?> end(ApiKey old, Duration overlap, Instant now) {
        return repository.expire(old.id, now.plus(overlap), now).invoke(ended -> {
            if (!ended) {
                throw ApiException.conflict("The key has been replaced already");
            }
        });
    }

    private Uni<IssuedKey> issue(Account account, ApiKeyRequest request, Instant now) {
        requireAdministration(account, request);
        ApiKeyCredential credential = ApiKeyCredential.generate(config.environment());
        ApiKey key = ApiKey.create(credential, account.id, request, now.truncatedTo(ChronoUnit.MICROS));
        return countLive(account, request, now)
                .invoke(live -> {
                    if (live >= MAX_LIVE_KEYS) {
                        throw ApiException.conflict("The owner has " + MAX_LIVE_KEYS + " keys, which is the maximum");
                    }
                })
                .chain(() -> repository.persist(key))
                .chain(() -> audit.recordKey(account.id, Action.KEY_CREATED, account.id, key.id))
                .replaceWith(new IssuedKey(key, credential));
    }

    /** A federation is represented by its own admins: a superuser has to be one of them, too. */
    private static void requireAdministration(Account account, ApiKeyRequest request) {
        Set<String> groups = account.groups();
        Rights rights = request.federation()
                ? new Rights(groups.stream()
                        .filter(group -> !group.equals(Rights.SUPERUSER))
                        .collect(java.util.stream.Collectors.toSet()))
                : new Rights(groups);
        request.countries().forEach(rights::requireAdministrationOf);
    }

    private Uni<Long> countLive(Account account, ApiKeyRequest request, Instant now) {
        return request.federation()
                ? repository.countOfFederations(request.countries(), now)
                : repository.countOfAccount(account.id, now);
    }

    /** Revokes a key; 404 for another's. */
    Uni<Void> revoke(AccessToken caller, String id) {
        return WriteTransaction.run(() -> accounts.lockCaller(caller).chain(account -> requireVisible(account, id)
                .call(key -> repository.revoke(key.id, clock.instant()))
                .chain(key -> audit.recordKey(account.id, Action.KEY_REVOKED, key.accountId, key.id))));
    }

    private Uni<ApiKey> requireVisible(Account account, String id) {
        return repository
                .findVisible(account.id, rightsOf(account), clock.instant())
                .map(keys -> keys.stream()
                        .filter(key -> key.id.equals(id))
                        .findFirst()
                        .orElseThrow(() -> ApiException.notFound("There is no API key with this id")));
    }

    /** Revokes a key that was published, and mails its owner; any other text has no effect. */
    Uni<Void> reportLeak(String text) {
        ApiKeyCredential credential;
        try {
            credential = ApiKeyCredential.parse(text, config.environment());
        } catch (ApiException noKey) {
            return Uni.createFrom().voidItem();
        }
        return WriteTransaction.run(() -> repository
                        .findById(credential.id())
                        .chain(key -> key != null && MessageDigest.isEqual(key.secretHash, credential.hash())
                                ? revokeLeaked(key)
                                : Uni.createFrom().voidItem()))
                .invoke(mailer::sendSoon);
    }

    private Uni<Void> revokeLeaked(ApiKey key) {
        return repository
                .revoke(key.id, clock.instant())
                .chain(revoked -> revoked
                        ? audit.recordKey(key.accountId, Action.KEY_LEAKED, key.accountId, key.id)
                                .chain(() -> mailer.isEnabled()
                                        ? repository.addLeakMails(
                                                key.id, config.environment().prefix())
                                        : Uni.createFrom().voidItem())
                        : Uni.createFrom().voidItem());
    }

    private static Rights rightsOf(Account account) {
        return new Rights(account.groups());
    }

    /** The database's precision. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
