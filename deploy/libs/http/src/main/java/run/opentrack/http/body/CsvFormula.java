package run.opentrack.http.body;

import java.util.regex.Pattern;

/**
 * Apostrophe before text in CSV that a spreadsheet would evaluate as a formula. It is put where a cell may begin, whichever
 * separator the file is read with: at the beginning and after a separator or line break, before quotes and blanks. Text that
 * has apostrophes there gets one more, so that every text is restored as it was.
 */
public final class CsvFormula {
    private static final String CELL_START = "(?:^|(?<=[,;\t\r\n]))";
    private static final String FORMULA = "(?='*[\\p{Zs}\\p{Cf}\"]*[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20])";
    private static final Pattern PLAIN = Pattern.compile(CELL_START + FORMULA);
    private static final Pattern NEUTRALIZED = Pattern.compile(CELL_START + "'" + FORMULA);

    private CsvFormula() {}

    /** Prefixes formulas, because text is untrusted. */
    public static String neutralize(String text) {
        return PLAIN.matcher(text).replaceAll("'");
    }

    /** Removes the prefixes of {@link #neutralize}. */
    public static String restore(String text) {
        return NEUTRALIZED.matcher(text).replaceAll("");
    }
}
