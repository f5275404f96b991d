package run.opentrack.competition.register;

import run.opentrack.competition.duplicate.Traits;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.security.AccessToken;

/**
 * Somebody's wish to register a competition.
 *
 * @param entry what was sent, valid
 * @param traits of the entry, read before anybody waits for the country
 * @param overrideToken or null
 */
record Application(AccessToken caller, CalendarEntry entry, Traits traits, String overrideToken) {
    static Application of(AccessToken caller, CalendarEntry entry, String overrideToken) {
        return new Application(caller, entry, Traits.of(entry), overrideToken);
    }
}
