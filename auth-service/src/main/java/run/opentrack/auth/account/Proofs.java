package run.opentrack.auth.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import run.opentrack.auth.audit.AuditTrail;
import run.opentrack.auth.audit.AuditTrail.Action;
import run.opentrack.auth.link.OneTimeLinks;
import run.opentrack.auth.link.OneTimeLinks.Purpose;
import run.opentrack.auth.mail.Letters;
import run.opentrack.database.WriteTransaction;

/** Who can read the letters to an address owns it: links to confirm an account, and to set a forgotten password. */
@ApplicationScoped
class Proofs {
    private final OneTimeLinks links;
    private final Letters letters;
    private final AuditTrail audit;

    Proofs(OneTimeLinks links, Letters letters, AuditTrail audit) {
        this.links = links;
        this.letters = letters;
        this.audit = audit;
    }

    /** Whether a new account has to be confirmed before it can log in. */
    boolean areAskedFor() {
        return letters.areSent();
    }

    /** After the commit: a letter whose link was not kept helps nobody. */
    void askToConfirm(Accounts.Made made) {
        Account account = made.account();
        made.confirmation().ifPresent(token -> letters.confirm(account.id, account.email, token));
    }

    Uni<Void> confirm(String token) {
        return WriteTransaction.run(() -> links.use(token, Purpose.CONFIRM)
                .chain(Accounts::existing)
                .invoke(account -> account.confirmed = true)
                .chain(account -> audit.note(account.id, Action.CONFIRMED, account.id)));
    }

    /** Does nothing for an e-mail without an account, or with one that is disabled. */
    Uni<Void> askToReset(String email) {
        return WriteTransaction.run(() -> Account.byEmail(email)
                        .chain(account -> account == null || !account.enabled
                                ? Uni.createFrom().<Runnable>nullItem()
                                : links.issue(account.id, Purpose.RESET)
                                        .onItem()
                                        .ifNotNull()
                                        .<Runnable>transform(
                                                token -> () -> letters.reset(account.id, account.email, token))))
                .onItem()
                .ifNotNull()
                .invoke(Runnable::run)
                .replaceWithVoid();
    }
}
