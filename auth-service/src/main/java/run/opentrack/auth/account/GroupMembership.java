package run.opentrack.auth.account;

import jakarta.persistence.Embeddable;
import java.time.Instant;

/** A group that an account is in. */
@Embeddable
public record GroupMembership(String groupName, Instant grantedAt) {}
