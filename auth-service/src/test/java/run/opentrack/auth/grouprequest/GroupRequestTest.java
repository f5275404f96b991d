package run.opentrack.auth.grouprequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import run.opentrack.auth.account.Account;
import run.opentrack.auth.account.Account.GroupMembership;
import run.opentrack.http.error.ApiException;

class GroupRequestTest {
    private static final Instant NOW = Instant.parse("2027-01-31T12:00:00Z");
    private final Account account = new Account();

    private List<GroupRequest> open(String... groups) {
        return Stream.of(groups)
                .map(group -> GroupRequest.create(account, group, "", NOW))
                .toList();
    }

    @Test
    void a_group_is_requested_once_and_not_by_its_members() {
        account.grants = Set.of(new GroupMembership("ADMIN_EST", NOW));
        assertThatCode(() -> GroupRequestService.requireNew(account, open("ADMIN_LVA"), "ADMIN_MLT"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> GroupRequestService.requireNew(account, List.of(), "ADMIN_EST"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("in the group ADMIN_EST already");
        assertThatThrownBy(() -> GroupRequestService.requireNew(account, open("ADMIN_MLT"), "ADMIN_MLT"))
                .hasMessageContaining("open request");
    }

    @Test
    void at_most_five_requests_are_open() {
        assertThatThrownBy(() -> GroupRequestService.requireNew(account, open("A", "B", "C", "D", "E"), "ADMIN_MLT"))
                .hasMessageContaining("At most 5");
    }

    @Test
    void a_decision_ends_a_request() {
        GroupRequest request = open("ADMIN_MLT").get(0);
        UUID actor = UUID.randomUUID();
        request.decide(false, actor, "Who are you?", NOW);
        assertThat(request.isOpen()).isFalse();
        assertThat(request.state).isEqualTo("declined");
        assertThat(request.decidedBy).isEqualTo(actor);
    }

    @Test
    void state_is_open_when_absent_and_otherwise_one_of_three() {
        assertThat(GroupRequestResource.parseState(null)).isEqualTo(GroupRequest.State.OPEN);
        assertThat(GroupRequestResource.parseState("granted")).isEqualTo(GroupRequest.State.GRANTED);
        assertThatThrownBy(() -> GroupRequestResource.parseState("GRANTED")).isInstanceOf(ApiException.class);
    }
}
