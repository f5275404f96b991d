package run.opentrack.competition.duplicate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import run.opentrack.competition.duplicate.DuplicateMatcher.MatchResult;

/** Precision and recall of the duplicate matcher on one part of the gold set, in whole and by kind of pair. */
final class PrecisionRecall {
    private static final double Z = 1.96;

    private final List<Evaluated> pairs;

    /** A pair with its classification. */
    private record Evaluated(LabelledPair pair, MatchResult result) {
        boolean isSame() {
            return pair.duplicate();
        }

        boolean isBlocked() {
            return result.isDuplicate();
        }

        boolean isFound() {
            return result.isDuplicate() || result.isPossible();
        }
    }

    /** Number of pairs and of those with a result. */
    record Rate(long part, long all) {
        double value() {
            return all == 0 ? 1 : (double) part / all;
        }

        /** Formats the rate with its 95 % Wilson score interval. */
        @Override
        public String toString() {
            double middle = value() + Z * Z / (2 * all);
            double reach = Z * Math.sqrt(value() * (1 - value()) / all + Z * Z / (4.0 * all * all));
            double whole = 1 + Z * Z / all;
            return String.format(
                    Locale.ROOT,
                    "%.4f (%d of %d; 95 %%: %.4f to %.4f)",
                    value(),
                    part,
                    all,
                    Math.max(0, (middle - reach) / whole),
                    Math.min(1, (middle + reach) / whole));
        }
    }

    private PrecisionRecall(List<Evaluated> pairs) {
        this.pairs = pairs;
    }

    static PrecisionRecall of(List<LabelledPair> pairs) {
        return new PrecisionRecall(
                pairs.stream().map(pair -> new Evaluated(pair, pair.compare())).toList());
    }

    private Rate rate(Predicate<Evaluated> all, Predicate<Evaluated> part) {
        List<Evaluated> counted = pairs.stream().filter(all).toList();
        return new Rate(counted.stream().filter(part).count(), counted.size());
    }

    Rate precision() {
        return rate(Evaluated::isBlocked, Evaluated::isSame);
    }

    Rate recall() {
        return rate(Evaluated::isSame, Evaluated::isBlocked);
    }

    /** Recall of blocking and possible matches together. */
    Rate possibleRecall() {
        return rate(Evaluated::isSame, Evaluated::isFound);
    }

    Rate hardAlarms() {
        return rate(one -> one.pair.isHard(), Evaluated::isBlocked);
    }

    private Rate hardPossible() {
        return rate(one -> one.pair.isHard(), one -> one.result.isPossible());
    }

    /** Recall by kind of pair. */
    Map<String, Rate> recallByKind() {
        Map<String, Rate> rates = new TreeMap<>();
        pairs.stream()
                .filter(Evaluated::isSame)
                .map(one -> one.pair.kind())
                .forEach(kind -> rates.computeIfAbsent(
                        kind,
                        missing -> rate(one -> one.isSame() && one.pair.kind().equals(kind), Evaluated::isBlocked)));
        return rates;
    }

    /** Pairs with the wrong class; a possible match is right for neither label. */
    List<LabelledPair> errors() {
        List<LabelledPair> errors = new ArrayList<>();
        pairs.stream()
                .filter(one -> one.isSame() != one.isBlocked() || one.isSame() != one.isFound())
                .forEach(one -> errors.add(one.pair));
        return errors;
    }

    String report() {
        StringBuilder report = new StringBuilder();
        line(report, "precision", precision());
        line(report, "recall", recall());
        line(report, "recall with possible ones", possibleRecall());
        line(report, "hard negatives refused", hardAlarms());
        line(report, "hard negatives possible", hardPossible());
        Map<String, String> kinds = new TreeMap<>();
        pairs.forEach(one -> kinds.computeIfAbsent(
                (one.isSame() ? "same: " : "different: ") + one.pair.kind(), kind -> ofKind(one.pair)));
        kinds.forEach((kind, rates) -> line(report, kind, rates));
        return report.toString();
    }

    private String ofKind(LabelledPair example) {
        Predicate<Evaluated> kind = one ->
                one.pair.duplicate() == example.duplicate() && one.pair.kind().equals(example.kind());
        return rate(kind, Evaluated::isBlocked) + ", "
                + rate(kind, one -> one.result.isPossible()).part() + " possible";
    }

    private static void line(StringBuilder report, String name, Object rates) {
        report.append(String.format(Locale.ROOT, "%-32s %s%n", name, rates));
    }
}
