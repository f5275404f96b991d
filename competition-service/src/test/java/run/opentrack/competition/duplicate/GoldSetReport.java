package run.opentrack.competition.duplicate;

import java.util.List;

/**
 * Prints precision and recall on both parts of the gold set, and each error of the tuning part: {@code mvn -q
 * test-compile exec:java -pl competition-service -am} with this class, or from an IDE.
 */
public final class GoldSetReport {
    private GoldSetReport() {}

    public static void main(String[] arguments) {
        List<LabelledPair> all = LabelledPair.all();
        for (String part : List.of(LabelledPair.TUNING, LabelledPair.HELD_OUT)) {
            PrecisionRecall quality = PrecisionRecall.of(
                    all.stream().filter(pair -> pair.part().equals(part)).toList());
            System.out.println("== " + part);
            System.out.println(quality.report());
            if (part.equals(LabelledPair.TUNING)) {
                quality.errors().forEach(GoldSetReport::explain);
            }
        }
    }

    private static void explain(LabelledPair pair) {
        System.out.println((pair.duplicate() ? "missed " : "alarm ") + pair.className() + "\n  " + pair.a() + "\n  "
                + pair.b() + "\n  " + pair.compare());
    }
}
