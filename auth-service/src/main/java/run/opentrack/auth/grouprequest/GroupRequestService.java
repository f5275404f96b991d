package run.opentrack.auth.grouprequest;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import run.opentrack.auth.account.Account;
import run.opentrack.auth.account.AccountMailer;
import run.opentrack.auth.account.AccountService;
import run.opentrack.auth.account.MailTemplate;
import run.opentrack.auth.audit.AuditEntry.Action;
import run.opentrack.auth.audit.AuditService;
import run.opentrack.auth.grouprequest.GroupRequest.State;
import run.opentrack.database.SessionRead;
import run.opentrack.database.WriteTransaction;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/** Requests of accounts for groups, and their decision by superusers. */
@ApplicationScoped
class GroupRequestService {
    static final int MAX_OPEN = 5;

    private final GroupRequestRepository repository;
    private final AccountService accounts;
    private final AccountMailer mailer;
    private final AuditService audit;
    private final Clock clock;

    GroupRequestService(
            GroupRequestRepository repository,
            AccountService accounts,
            AccountMailer mailer,
            AuditService audit,
            Clock clock) {
        this.repository = repository;
        this.accounts = accounts;
        this.mailer = mailer;
        this.audit = audit;
        this.clock = clock;
    }

    /** Stores a request; 409 for a group of the caller, a group requested before, or too many open requests. */
    Uni<GroupRequest> request(AccessToken caller, String group, String message) {
        return WriteTransaction.run(() -> accounts.lockCaller(caller)
                .call(account -> repository.findOpen(account.id).invoke(open -> requireNew(account, open, group)))
                .chain(account -> repository.persist(GroupRequest.create(account, group, message, clock.instant())))
                .call(request -> audit.record(request.account.id, Action.GROUP_REQUESTED, request.account.id, group)));
    }

    /** Rejects a request that adds nothing to the account's groups and open requests. */
    static void requireNew(Account account, List<GroupRequest> open, String group) {
        if (account.groups().contains(group)) {
            throw ApiException.conflict("The account is in the group " + group + " already");
        }
        if (open.stream().anyMatch(request -> request.groupName.equals(group))) {
            throw ApiException.conflict("There is an open request for the group " + group + " already");
        }
        if (open.size() >= MAX_OPEN) {
            throw ApiException.conflict("At most " + MAX_OPEN + " requests of an account can be open");
        }
    }

    /** The caller's requests, newest first. */
    Uni<List<GroupRequest>> findOwn(AccessToken caller) {
        return SessionRead.run(
                () -> accounts.requireCaller(caller).chain(account -> repository.findByAccount(account.id)));
    }

    /** Requests in a state, oldest first, for a superuser. */
    Uni<List<GroupRequest>> find(AccessToken superuser, State state) {
        return SessionRead.run(() -> accounts.requireSuperuser(superuser).chain(() -> repository.findByState(state)));
    }

    /**
     * Decides a request as a superuser, and mails the account.
     *
     * @param reply to the account, empty for none
     * @return the decided request; 404 when there is none, 409 when it was decided before
     */
    Uni<GroupRequest> decide(AccessToken superuser, UUID id, boolean granted, String reply) {
        return SessionRead.run(() -> accounts.requireSuperuser(superuser).chain(() -> repository.requireAccount(id)))
                .chain(account -> accounts.inTransaction(
                        superuser, account, (actor, changed) -> decide(actor, changed, id, granted, reply)))
                .invoke(mailer::sendSoon);
    }

    private Uni<GroupRequest> decide(Account actor, Account account, UUID id, boolean granted, String reply) {
        return repository.lock(id).call(request -> {
            if (!request.isOpen()) {
                throw ApiException.conflict("The request was " + request.state + " already");
            }
            request.decide(granted, actor.id, reply, clock.instant());
            return (granted
                            ? accounts.grant(actor, account, request.groupName)
                            : audit.record(actor.id, Action.GROUP_DECLINED, account.id, request.groupName))
                    .chain(() -> mailer.add(
                            account.id, MailTemplate.GROUP_DECISION, request.groupName, request.state, request.reply));
        });
    }
}
