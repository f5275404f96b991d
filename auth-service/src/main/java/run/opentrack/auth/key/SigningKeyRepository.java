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

/** Published public keys in the table {@code signing_key}, which every service reads. */
@ApplicationScoped
class SigningKeyRepository {
    private static final String INSERT =
            "INSERT INTO signing_key (kid, public_key, published_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    private static final String SELECT_ALL = "SELECT kid, public_key, published_at FROM signing_key";
    private static final String DELETE = "DELETE FROM signing_key WHERE kid = ANY($1)";

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

    Uni<Void> delete(Set<String> kids) {
        return kids.isEmpty()
                ? Uni.createFrom().voidItem()
                : database.preparedQuery(DELETE)
                        .execute(Tuple.of(kids.toArray(String[]::new)))
                        .replaceWithVoid();
    }
}
