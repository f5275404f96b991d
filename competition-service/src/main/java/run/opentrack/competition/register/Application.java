package run.opentrack.competition.register;

import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.wire.token.AccessToken;

/**
 * Somebody's wish to register a competition.
 *
 * @param entry what was sent, valid
 * @param overrideToken or null
 */
record Application(AccessToken caller, CalendarEntry entry, String overrideToken) {}
