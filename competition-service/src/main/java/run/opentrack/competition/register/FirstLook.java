package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.opentrack.competition.Statements;
import run.opentrack.competition.Together;
import run.opentrack.competition.duplicate.DuplicateSearch;
import run.opentrack.competition.duplicate.Found;
import run.opentrack.competition.duplicate.Matches;
import run.opentrack.competition.duplicate.Traits;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.security.Rights;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/**
 * A look at the calendar before the country is locked. Federations send what is there already, their whole calendar each
 * night: that is refused without a transaction and without keeping anybody waiting. Whatever is not plainly a duplicate
 * here is decided on under the lock.
 */
@ApplicationScoped
class FirstLook {
    private static final int MOST_TOGETHER = 32;

    private final Pool database;
    private final DuplicateSearch duplicates;
    private final Objections objections;
    private final Together<Application, Optional<Answer>> looks =
            new Together<>(MOST_TOGETHER, ReadTimeout.TIMEOUT, this::look);

    FirstLook(Pool database, DuplicateSearch duplicates, Objections objections) {
        this.database = database;
        this.duplicates = duplicates;
        this.objections = objections;
    }

    /** The 409, if there is one. To be called on an event loop. */
    Uni<Optional<Answer>> at(Application application) {
        if (application.overrideToken() != null) {
            return Uni.createFrom().item(Optional.empty());
        }
        return UniHelper.toUni(looks.ask(application)).onFailure().transform(failure -> ApiException.unavailable());
    }

    private Future<List<Optional<Answer>>> look(List<Application> applications) {
        List<Traits> wanted = applications.stream().map(Application::traits).toList();
        Statements beside = Statements.on(database);
        return UniHelper.toFuture(Uni.combine()
                .all()
                .unis(duplicates.of(beside, wanted), CallerRights.ofEach(beside, applications))
                .with((found, rights) -> objections(applications, found, rights)));
    }

    private List<Optional<Answer>> objections(
            List<Application> applications, Found found, Map<AccessToken, Rights> rights) {
        List<Optional<Answer>> answers = new ArrayList<>();
        for (int n = 0; n < applications.size(); n++) {
            Application application = applications.get(n);
            answers.add(objection(application, rights.get(application.caller()), found.matches(n)));
        }
        return answers;
    }

    private Optional<Answer> objection(Application application, Rights rights, Matches matches) {
        boolean isPlain =
                rights != null && rights.mayAdminister(application.entry().countryId()) && !matches.isEmpty();
        return isPlain ? Optional.of(objections.raise(application, matches)) : Optional.empty();
    }
}
