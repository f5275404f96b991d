package run.opentrack.competition.register;

import java.time.Instant;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;
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
        UUID id = entry().id() == null || matches.isIdTaken() ? fresh() : entry().id();
        Competition competition = new Competition();
        boolean besideEqual = !matches.isEmpty() || matches.isKeyTaken();
        competition.write(
                entry().withId(id), application.traits().fullName(), slug, besideEqual ? id.toString() : "", now);
        return competition;
    }

    /**
     * Version 7 (RFC 9562): ids that grow with time stand together in the indexes. Random ones touch a page each, and the
     * history's index had all of them written to the log: 7.5 KB for a create instead of 5.1.
     */
    private static UUID fresh() {
        return UuidVersion7Strategy.INSTANCE.generateUuid(null);
    }
}
