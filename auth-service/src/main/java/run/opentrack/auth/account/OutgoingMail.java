package run.opentrack.auth.account;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.UUID;

/** E-mail that is to be sent. Its times are the database's, whose clock is the same for all replicas. */
@Entity
public class OutgoingMail {
    @Id
    public UUID id;

    public UUID accountId;
    public String template;
    public String[] arguments;

    static OutgoingMail create(UUID account, MailTemplate template, String... arguments) {
        OutgoingMail mail = new OutgoingMail();
        mail.id = UUID.randomUUID();
        mail.accountId = account;
        mail.template = template.name();
        mail.arguments = arguments;
        return mail;
    }
}
