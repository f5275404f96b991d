package run.opentrack.auth.account;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Queue of e-mails in the database, from which replicas claim what is due. */
@ApplicationScoped
class MailQueue implements PanacheRepositoryBase<OutgoingMail, UUID> {
    private static final String COUNT_RECENT = """
            SELECT count(*) FROM outgoing_mail WHERE account_id = ?1 AND template = ?2
               AND (ended_at IS NULL OR ended_at > now() - interval '1 hour')""";

    /** A mail server that was lost for days gets what waits: at least four (RFC 5321 section 4.5.4.1). */
    private static final String CLAIM = """
            UPDATE outgoing_mail m SET attempt = attempt + 1, next_at = now() + make_interval(secs => $1)
              FROM account a
             WHERE a.id = m.account_id AND m.ended_at IS NULL AND m.next_at <= now() AND m.id = ANY (ARRAY(
                   SELECT id FROM outgoing_mail WHERE ended_at IS NULL AND next_at <= now()
                    ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED))
            RETURNING m.id, m.account_id, a.email, m.template, m.arguments, m.attempt,
                      m.created_at < now() - interval '4 days' AS last""";

    /** The lock reads the e-mail again after a concurrent deletion, which ends its link. */
    private static final String INSERT_LINK = """
            INSERT INTO one_time_link (token_hash, account_id, purpose, created_at, expires_at)
            SELECT $3, account_id, $4, $5, $6
              FROM (SELECT account_id FROM outgoing_mail WHERE id = $1 AND attempt = $2 FOR UPDATE) mail""";

    private static final String END =
            "UPDATE outgoing_mail SET ended_at = now(), arguments = '{}' WHERE id = $1 AND attempt = $2";
    private static final String POSTPONE = """
            UPDATE outgoing_mail SET next_at = now() + make_interval(secs => $3) WHERE id = $1 AND attempt = $2""";
    private static final String DELETE_ENDED = "DELETE FROM outgoing_mail WHERE ended_at < now() - interval '1 hour'";

    private static final String ADD_WEBHOOK_NOTICES = """
            WITH claimed AS (
                UPDATE webhook_endpoint SET notice_due = false WHERE notice_due RETURNING account_id, url)
            INSERT INTO outgoing_mail (id, account_id, template, arguments)
            SELECT gen_random_uuid(), account_id, 'WEBHOOK_DISABLED', ARRAY[url] FROM claimed""";

    private final Pool database;

    MailQueue(Pool database) {
        this.database = database;
    }

    /**
     * E-mail that this replica is to send.
     *
     * @param email null for an account that was erased
     * @param attempt number of this attempt, which grows with each claim
     * @param last true if it is given up after a failure
     */
    record ClaimedMail(
            UUID id, UUID account, String email, MailTemplate template, String[] arguments, int attempt, boolean last) {
        private static ClaimedMail of(Row row) {
            return new ClaimedMail(
                    row.getUUID("id"),
                    row.getUUID("account_id"),
                    row.getString("email"),
                    MailTemplate.valueOf(row.getString("template")),
                    row.getArrayOfStrings("arguments"),
                    row.getInteger("attempt"),
                    row.getBoolean("last"));
        }
    }

    /** Number of e-mails of a template to an account that are to be sent or ended within the last hour. */
    Uni<Long> countRecent(UUID account, MailTemplate template) {
        return Panache.getSession().chain(session -> session.createNativeQuery(COUNT_RECENT, Long.class)
                .setParameter(1, account)
                .setParameter(2, template.name())
                .getSingleResult());
    }

    /** Deletes the e-mails with links to an account. */
    Uni<Void> deleteLinks(UUID account) {
        return delete(
                        "accountId = ?1 and (template = ?2 or template = ?3)",
                        account,
                        MailTemplate.CONFIRMATION.name(),
                        MailTemplate.PASSWORD_RESET.name())
                .replaceWithVoid();
    }

    /** Claims e-mails that are due for the time of the lease. */
    Uni<List<ClaimedMail>> claim(int limit, Duration lease) {
        return database.preparedQuery(CLAIM)
                .execute(Tuple.of(seconds(lease), limit))
                .map(rows -> rows.stream().map(ClaimedMail::of).toList());
    }

    /** Stores the link of an e-mail; false if the e-mail was deleted or claimed by another replica. */
    Uni<Boolean> addLink(ClaimedMail mail, OneTimeLink link) {
        Tuple values = Tuple.from(List.of(
                mail.id,
                mail.attempt,
                link.tokenHash,
                link.purpose,
                link.createdAt.atOffset(ZoneOffset.UTC),
                link.expiresAt.atOffset(ZoneOffset.UTC)));
        return database.preparedQuery(INSERT_LINK).execute(values).map(rows -> rows.rowCount() == 1);
    }

    /** Ends an e-mail that was sent or is given up. */
    Uni<Void> end(ClaimedMail mail) {
        return database.preparedQuery(END)
                .execute(Tuple.of(mail.id, mail.attempt))
                .replaceWithVoid();
    }

    Uni<Void> postpone(ClaimedMail mail, Duration delay) {
        return database.preparedQuery(POSTPONE)
                .execute(Tuple.of(mail.id, mail.attempt, seconds(delay)))
                .replaceWithVoid();
    }

    Uni<Void> deleteEnded() {
        return database.query(DELETE_ENDED).execute().replaceWithVoid();
    }

    /** Adds the e-mails to owners of webhooks that export-service has disabled. */
    Uni<Void> addWebhookNotices() {
        return database.query(ADD_WEBHOOK_NOTICES).execute().replaceWithVoid();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }
}
