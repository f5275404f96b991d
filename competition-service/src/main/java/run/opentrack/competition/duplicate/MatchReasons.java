package run.opentrack.competition.duplicate;

import java.util.ArrayList;
import java.util.List;

/** Reasons of a match in English, which explain a score to the person who decides about it. */
final class MatchReasons {
    private MatchReasons() {}

    static List<String> of(PairLocation location, boolean sameNationalId) {
        MatchFeatures a = location.a();
        MatchFeatures b = location.b();
        List<String> reasons = new ArrayList<>();
        if (sameNationalId) {
            reasons.add("same national id");
        }
        if (a.overlaps(b)) {
            reasons.add(a.fullName().key().equals(b.fullName().key()) ? "equal name" : "similar name");
            reasons.add(a.date().equals(b.date()) ? "same date" : "overlapping dates");
        }
        if (IdentifierRules.sameVenue(a, b)) {
            reasons.add("same venue");
        }
        if (IdentifierRules.samePage(a, b)) {
            reasons.add("same page");
        }
        location.addReason(reasons);
        return List.copyOf(reasons);
    }
}
