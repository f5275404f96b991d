package run.opentrack.auth.apikey;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import run.opentrack.security.ApiKeyCredential;

/**
 * API key of an account, or of the federations of its countries. The latter has the rights of their admins and outlives
 * the account that made it.
 */
@Entity
public class ApiKey {
    /** Days before the expiry at which the owner is mailed. */
    private static final List<Integer> NOTICE_DAYS = List.of(3, 14);

    @Id
    public String id;

    public byte[] secretHash;
    public UUID accountId;
    public boolean federation;
    public String name;
    public String[] scopes;
    public String[] countries;
    /** Null if the key may be used from anywhere. */
    public String[] networks;

    public Instant createdAt;
    public Instant expiresAt;
    public Instant revokedAt;
    public Instant changedAt;
    /** Days before expiry of the last notice; null before the first, 0 for a key that was replaced. */
    public Integer noticeDays;

    public Instant lastUsedAt;
    public String lastUsedFrom;

    static ApiKey create(ApiKeyCredential credential, UUID account, ApiKeyRequest request, Instant now) {
        ApiKey key = new ApiKey();
        key.id = credential.id();
        key.secretHash = credential.hash();
        key.accountId = account;
        key.federation = request.federation();
        key.name = request.name();
        key.scopes = request.scopes().toArray(String[]::new);
        key.countries = request.countries().toArray(String[]::new);
        key.networks = request.networks() == null ? null : request.networks().toArray(String[]::new);
        key.createdAt = now;
        key.changedAt = now;
        key.expiresAt = request.expiresAt();
        Duration lifetime = Duration.between(now, key.expiresAt);
        // No notice of an expiry that was nearer when the key was made.
        key.noticeDays = NOTICE_DAYS.stream()
                .filter(days -> lifetime.compareTo(Duration.ofDays(days)) <= 0)
                .findFirst()
                .orElse(null);
        return key;
    }

    /** Request for a key like this one, with the same lifetime from now on. */
    ApiKeyRequest toRequest(Instant now) {
        return new ApiKeyRequest(
                name,
                List.of(scopes),
                new TreeSet<>(List.of(countries)),
                networks == null ? null : List.of(networks),
                federation,
                now.plus(Duration.between(createdAt, expiresAt)));
    }
}
