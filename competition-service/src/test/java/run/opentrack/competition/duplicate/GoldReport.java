package run.opentrack.competition.duplicate;

import java.util.List;

/**
 * Prints how well the rules do on both parts of the gold set, and each error of the part that rules may be tuned on:
 * {@code mvn -q test-compile exec:java -pl competition-service -am} with this class, or from an IDE.
 */
public final class GoldReport {
    private GoldReport() {}

    public static void main(String[] arguments) {
        List<GoldPair> all = GoldPair.all();
        for (String part : List.of(GoldPair.TUNING, GoldPair.HELD_OUT)) {
            Quality quality = Quality.of(
                    all.stream().filter(pair -> pair.part().equals(part)).toList());
            System.out.println("== " + part);
            System.out.println(quality.report());
            if (part.equals(GoldPair.TUNING)) {
                quality.errors().forEach(GoldReport::explain);
            }
        }
    }

    private static void explain(GoldPair pair) {
        System.out.println((pair.same() ? "missed " : "alarm ") + pair.className() + "\n  " + pair.a() + "\n  "
                + pair.b() + "\n  " + pair.verdict().reasons());
    }
}
