package run.opentrack.auth.account;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** E-mails to owners of webhooks that export-service has disabled, once for all replicas. */
@ApplicationScoped
class WebhookNoticeJob {
    private static final String CLAIM = """
            UPDATE webhook_endpoint w SET notice_due = false FROM account a
             WHERE w.notice_due AND a.id = w.account_id RETURNING a.id, a.email, w.url""";

    private final Pool database;
    private final AccountMailer mailer;

    WebhookNoticeJob(Pool database, AccountMailer mailer) {
        this.database = database;
        this.mailer = mailer;
    }

    @Scheduled(every = "PT15S", delayed = "PT5S", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> announce() {
        if (!mailer.isEnabled()) {
            return Uni.createFrom().voidItem();
        }
        return database.query(CLAIM)
                .execute()
                .invoke(rows -> rows.forEach(row -> {
                    if (row.getString(1) != null) {
                        mailer.sendWebhookDisabled(row.getUUID(0), row.getString(1), row.getString(2));
                    }
                }))
                .replaceWithVoid();
    }
}
