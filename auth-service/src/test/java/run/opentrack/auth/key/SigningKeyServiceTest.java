package run.opentrack.auth.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.mutiny.Uni;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;
import run.opentrack.security.AccessTokenVerifier;
import run.opentrack.security.VerificationKeys;

/** Replicas with secrets of different age on one table of keys. */
class SigningKeyServiceTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-05-01T10:00:00Z"), ZoneOffset.UTC);
    private static final SigningKey OLD = generate("old");
    private static final SigningKey NEW = generate("new");

    private final PublishedTable table = new PublishedTable();
    private final SigningKeyService first = replica();
    private final SigningKeyService second = replica();

    @Test
    void removed_key_is_not_published_again_by_a_replica_that_still_has_it() {
        synchronize(first, OLD, NEW);
        synchronize(second, OLD, NEW);
        synchronize(first, NEW);
        assertThat(table.published).containsOnlyKeys("new");
        synchronize(second, OLD, NEW);
        assertThat(table.published).containsOnlyKeys("new");
        assertThat(second.active().kid()).isEqualTo("new");
    }

    @Test
    void key_that_was_published_at_the_same_moment_is_deleted() {
        synchronize(first, OLD, NEW);
        synchronize(first, NEW);
        table.published.put(
                "old", new SigningKeyRepository.PublishedKey("old", OLD.encodedPublicKey(), CLOCK.instant()));
        synchronize(first, NEW);
        assertThat(table.published).containsOnlyKeys("new");
    }

    @Test
    void withdrawal_that_failed_is_repeated() {
        synchronize(first, OLD, NEW);
        table.failure = new IllegalStateException("no connection");
        assertThatThrownBy(() -> synchronize(first, NEW)).isSameAs(table.failure);
        table.failure = null;
        synchronize(first, NEW);
        assertThat(table.published).containsOnlyKeys("new");
        assertThat(first.active().kid()).isEqualTo("new");
    }

    @Test
    void replica_without_a_new_key_keeps_it() {
        synchronize(first, OLD);
        synchronize(second, OLD, NEW);
        synchronize(first, OLD);
        assertThat(table.published).containsOnlyKeys("old", "new");
        assertThat(first.active().kid()).isEqualTo("old");
    }

    @Test
    void without_a_published_key_no_token_is_signed() {
        assertThat(catchThrowableOfType(ApiException.class, first::active).status())
                .isEqualTo(503);
    }

    @Test
    void signed_token_is_accepted_with_the_claims_of_the_account() {
        synchronize(first, OLD);
        UUID account = UUID.randomUUID();
        TokenConfig config = new TokenConfig(
                "https://api.opentrack.run", "opentrack-api", Duration.ofHours(24), Duration.ofSeconds(5));
        String token = new TokenSigner(first, config, CLOCK).sign(account, Set.of("ADMIN_EST"), 7);
        VerificationKeys keys = new VerificationKeys();
        keys.replace(Map.of("old", OLD.publicKey()));
        long expiry = CLOCK.instant().plus(config.lifetime()).getEpochSecond();
        assertThat(new AccessTokenVerifier(keys, config, CLOCK).verify(token))
                .isEqualTo(new AccessToken(account, Set.of("ADMIN_EST"), 7, "old", expiry));
    }

    @Test
    void key_set_has_the_public_keys_in_the_order_of_their_ids() {
        Map<String, PublicKey> keys = Map.of("old", OLD.publicKey(), "new", NEW.publicKey());
        String json = JwksResource.toJson(keys);
        assertThat(json).containsSubsequence("\"kid\":\"new\"", "\"kid\":\"old\"");
        assertThat(json)
                .contains("\"use\":\"sig\"", "\"alg\":\"RS256\"", "\"e\":\"AQAB\"")
                .doesNotContain("\"d\"");
    }

    private SigningKeyService replica() {
        KeyConfig config = new KeyConfig(Path.of("keys"), Duration.ofSeconds(10), Duration.ofMinutes(10));
        return new SigningKeyService(config, table, null, CLOCK);
    }

    private static void synchronize(SigningKeyService replica, SigningKey... keys) {
        replica.synchronize(Stream.of(keys).collect(Collectors.toMap(SigningKey::kid, Function.identity())))
                .await()
                .indefinitely();
    }

    private static SigningKey generate(String kid) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            var pair = generator.generateKeyPair();
            return new SigningKey(kid, (RSAPrivateCrtKey) pair.getPrivate(), (RSAPublicKey) pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The tables of published and withdrawn keys. */
    private static final class PublishedTable extends SigningKeyRepository {
        private final Map<String, PublishedKey> published = new TreeMap<>();
        private final Set<String> withdrawn = new HashSet<>();
        private RuntimeException failure;

        private PublishedTable() {
            super(null);
        }

        @Override
        Uni<Void> insert(Collection<SigningKey> keys, Instant now) {
            keys.stream()
                    .filter(key -> !withdrawn.contains(key.encodedPublicKey()))
                    .forEach(key ->
                            published.putIfAbsent(key.kid(), new PublishedKey(key.kid(), key.encodedPublicKey(), now)));
            return Uni.createFrom().voidItem();
        }

        @Override
        Uni<List<PublishedKey>> findAll() {
            return Uni.createFrom().item(List.copyOf(published.values()));
        }

        @Override
        Uni<Void> delete(Set<String> encodedKeys) {
            published.values().removeIf(key -> encodedKeys.contains(key.encodedKey()));
            return Uni.createFrom().voidItem();
        }

        @Override
        Uni<Void> withdraw(Set<String> encodedKeys, Instant now) {
            if (failure != null) {
                return Uni.createFrom().failure(failure);
            }
            withdrawn.addAll(encodedKeys);
            return delete(withdrawn);
        }
    }

    private record KeyConfig(Path folder, Duration refreshInterval, Duration activationDelay)
            implements SigningKeyService.Config {}

    private record TokenConfig(String issuer, String audience, Duration lifetime, Duration skew)
            implements AccessTokenVerifier.Config {}
}
