package run.opentrack.competition.register;

import java.time.Instant;
import java.util.UUID;
import run.opentrack.competition.Competition;
import run.opentrack.competition.duplicate.Matches;
import run.opentrack.competition.entry.CalendarEntry;

/**
 * An application that is granted.
 *
 * @param number of it among all of the sitting
 * @param matches those that its override token covers
 */
record NewCompetition(int number, Application application, Matches matches) {
    CalendarEntry entry() {
        return application.entry();
    }

    Competition row(String slug, Instant now) {
        UUID id = entry().id() == null || matches.isIdTaken() ? UUID.randomUUID() : entry().id();
        Competition competition = new Competition();
        boolean besideEqual = !matches.isEmpty() || matches.isKeyTaken();
        competition.write(
                entry().withId(id), application.traits().fullName(), slug, besideEqual ? id.toString() : "", now);
        return competition;
    }
}
