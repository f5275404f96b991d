package run.opentrack.auth.key;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.DELETE;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Published public keys in the table {@code signing_key}, which every service reads. A withdrawn key is noted in a table of
 * its own, so that a replica which still has its private key cannot publish it again.
 */
@ApplicationScoped
class SigningKeyRepository {
    private static final String INSERT = """
            INSERT INTO signing_key (kid, public_key, published_at) SELECT $1, $2::text, $3
             WHERE NOT EXISTS (SELECT FROM withdrawn_key WHERE public_key = $2) ON CONFLICT DO NOTHING""";
    private static final String SELECT_ALL = "SELECT kid, public_key, published_at FROM signing_key";
    private static final String DELETE = "DELETE FROM signing_key WHERE public_key = ANY($1)";

    /** Also deletes what a concurrent replica published during an earlier withdrawal. */
    private static final String WITHDRAW = """
            WITH withdrawn AS (INSERT INTO withdrawn_key (public_key, withdrawn_at) SELECT unnest($1::text[]), $2
                               ON CONFLICT DO NOTHING)
            DELETE FROM signing_key WHERE public_key = ANY($1) OR public_key IN (SELECT public_key FROM withdrawn_key)""";

    private final Pool database;

    SigningKeyRepository(Pool database) {
        this.database = database;
    }

    /** @param encodedKey see {@link SigningKey#encodedPublicKey} */
    record PublishedKey(String kid, String encodedKey, Instant publishedAt) {}

    /** Publishes the public keys that are not published yet. */
    Uni<Void> insert(Collection<SigningKey> keys, Instant now) {
        List<Tuple> rows = keys.stream()
                .map(key -> Tuple.of(key.kid(), key.encodedPublicKey(), now.atOffset(ZoneOffset.UTC)))
                .toList();
        return database.preparedQuery(INSERT).executeBatch(rows).replaceWithVoid();
    }

    Uni<List<PublishedKey>> findAll() {
        return database.query(SELECT_ALL).execute().map(rows -> StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new PublishedKey(
                        row.getString("kid"),
                        row.getString("public_key"),
                        row.getOffsetDateTime("published_at").toInstant()))
                .toList());
    }

    /** Deletes keys, which may be published again. */
    Uni<Void> delete(Set<String> encodedKeys) {
        return encodedKeys.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.preparedQuery(DELETE)
                        .execute(Tuple.of(encodedKeys.toArray(String[]::new)))
                        .replaceWithVoid();
    }

    /** Deletes keys for good. */
    Uni<Void> withdraw(Set<String> encodedKeys, Instant now) {
        return database.preparedQuery(WITHDRAW)
                .execute(Tuple.of(encodedKeys.toArray(String[]::new), now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }
}
