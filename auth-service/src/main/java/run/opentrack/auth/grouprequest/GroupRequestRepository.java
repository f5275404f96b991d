package run.opentrack.auth.grouprequest;

import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Sort;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.UUID;
import run.opentrack.auth.grouprequest.GroupRequest.State;
import run.opentrack.http.error.ApiException;

/** Requests for groups in the database. */
@ApplicationScoped
class GroupRequestRepository implements PanacheRepositoryBase<GroupRequest, UUID> {
    private static final int MAX_LISTED = 1_000;

    /** The open requests of an account. */
    Uni<List<GroupRequest>> findOpen(UUID account) {
        return list("account.id = ?1 and state = ?2", account, State.OPEN.text());
    }

    /** The requests of an account, newest first. */
    Uni<List<GroupRequest>> findByAccount(UUID account) {
        return find("account.id", Sort.descending("createdAt"), account)
                .page(0, MAX_LISTED)
                .list();
    }

    /** Requests in a state, oldest first, the order in which they should be decided. */
    Uni<List<GroupRequest>> findByState(State state) {
        return find("state", Sort.ascending("createdAt", "id"), state.text())
                .page(0, MAX_LISTED)
                .list();
    }

    /** The account of a request; 404 when there is no such request. */
    Uni<UUID> requireAccount(UUID id) {
        return findById(id).map(request -> requireFound(request).account.id);
    }

    /** A request, locked for the current transaction; 404 when there is none. */
    Uni<GroupRequest> lock(UUID id) {
        return findById(id, LockModeType.PESSIMISTIC_WRITE).map(GroupRequestRepository::requireFound);
    }

    private static GroupRequest requireFound(GroupRequest request) {
        if (request == null) {
            throw ApiException.notFound("There is no request with this id");
        }
        return request;
    }
}
