package run.opentrack.auth.grouprequest;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import run.opentrack.auth.account.Account;

/** Request of an account for a group. It is deleted with the account, because its message is personal. */
@Entity
public class GroupRequest {
    /** Progress of a request. */
    enum State {
        OPEN,
        GRANTED,
        DECLINED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Id
    public UUID id;

    @ManyToOne
    @JoinColumn(name = "account_id")
    public Account account;

    public String groupName;
    public String message;
    public String state;
    public Instant createdAt;
    public Instant decidedAt;
    public UUID decidedBy;
    public String reply;

    static GroupRequest create(Account account, String group, String message, Instant now) {
        GroupRequest request = new GroupRequest();
        request.id = UUID.randomUUID();
        request.account = account;
        request.groupName = group;
        request.message = message;
        request.state = State.OPEN.text();
        request.createdAt = now;
        return request;
    }

    boolean isOpen() {
        return state.equals(State.OPEN.text());
    }

    /** Stores a superuser's decision. */
    void decide(boolean granted, UUID actor, String text, Instant now) {
        state = (granted ? State.GRANTED : State.DECLINED).text();
        decidedBy = actor;
        decidedAt = now;
        reply = text;
    }
}
