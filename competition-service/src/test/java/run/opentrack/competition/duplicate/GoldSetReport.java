package run.opentrack.competition.duplicate;

import java.util.List;

/**
 * Prints precision and recall on the parts of the gold set, and each error of the tuning part: {@code mvn -q
 * test-compile exec:java -pl competition-service -am} with this class, or from an IDE.
 */
public final class GoldSetReport {
    private GoldSetReport() {}

    public static void main(String[] arguments) {
        for (String part : List.of(LabelledPair.TUNING, LabelledPair.HELD_OUT, LabelledPair.UNSEEN)) {
            PrecisionRecall quality = PrecisionRecall.of(LabelledPair.of(part));
            System.out.println("== " + part);
            System.out.println(quality.report());
            if (part.equals(LabelledPair.TUNING)) {
                quality.errors().forEach(GoldSetReport::explain);
            }
        }
    }

    private static void explain(LabelledPair pair) {
        String label = pair.duplicate() ? "missed " : "alarm ";
        System.out.println(label + pair.kind() + "\n  " + pair.a() + "\n  " + pair.b() + "\n  " + pair.compare());
    }
}
