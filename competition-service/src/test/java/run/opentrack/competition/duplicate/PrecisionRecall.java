package run.opentrack.competition.duplicate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Precision and recall of the duplicate matcher on one part of the gold set. */
final class PrecisionRecall {
    private static final double Z = 1.96;

    private final List<LabelledPair> errors = new ArrayList<>();
    private int found;
    private int missed;
    private int falseAlarms;
    private int hard;
    private int hardAlarms;
    private final Map<String, int[]> classes = new TreeMap<>();

    private PrecisionRecall() {}

    static PrecisionRecall of(List<LabelledPair> pairs) {
        PrecisionRecall quality = new PrecisionRecall();
        pairs.forEach(quality::count);
        return quality;
    }

    private void count(LabelledPair pair) {
        boolean duplicate = pair.compare().isDuplicate();
        found += pair.duplicate() && duplicate ? 1 : 0;
        missed += pair.duplicate() && !duplicate ? 1 : 0;
        falseAlarms += !pair.duplicate() && duplicate ? 1 : 0;
        hard += pair.isHard() ? 1 : 0;
        hardAlarms += pair.isHard() && duplicate ? 1 : 0;
        int[] ofClass = classes.computeIfAbsent(
                (pair.duplicate() ? "same " : "different ") + pair.className(), c -> new int[2]);
        ofClass[1]++;
        if (pair.duplicate() != duplicate) {
            ofClass[0]++;
            errors.add(pair);
        }
    }

    double precision() {
        return (double) found / (found + falseAlarms);
    }

    double recall() {
        return (double) found / (found + missed);
    }

    double hardAlarmRate() {
        return (double) hardAlarms / hard;
    }

    List<LabelledPair> errors() {
        return errors;
    }

    String report() {
        StringBuilder report = new StringBuilder();
        report.append(line("precision", found, found + falseAlarms));
        report.append(line("recall", found, found + missed));
        report.append(line("false alarms on hard negatives", hardAlarms, hard));
        report.append("errors by class\n");
        classes.forEach((name, counts) ->
                report.append(String.format(Locale.ROOT, "  %-24s %4d of %4d%n", name, counts[0], counts[1])));
        return report.toString();
    }

    /** Formats a rate with its 95 % Wilson score interval. */
    private static String line(String name, int part, int all) {
        double rate = (double) part / all;
        double middle = rate + Z * Z / (2 * all);
        double reach = Z * Math.sqrt(rate * (1 - rate) / all + Z * Z / (4.0 * all * all));
        double whole = 1 + Z * Z / all;
        return String.format(
                Locale.ROOT,
                "%-32s %.4f  (%d of %d; 95 %%: %.4f to %.4f)%n",
                name,
                rate,
                part,
                all,
                (middle - reach) / whole,
                (middle + reach) / whole);
    }
}
