package run.opentrack.competition.write;

import run.opentrack.competition.duplicate.MatchFeatures;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.security.AccessToken;

/**
 * Somebody's wish to register a competition.
 *
 * @param data what was sent, valid
 * @param features of the entry, read before anybody waits for the country
 * @param overrideToken or null
 */
public record CreateRequest(AccessToken caller, CompetitionData data, MatchFeatures features, String overrideToken) {
    static CreateRequest of(AccessToken caller, CompetitionData data, String overrideToken) {
        return new CreateRequest(caller, data, MatchFeatures.of(data), overrideToken);
    }
}
