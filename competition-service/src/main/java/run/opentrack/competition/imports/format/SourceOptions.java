package run.opentrack.competition.imports.format;

import java.util.Map;

/**
 * Options of an import that its files do not contain.
 *
 * @param country ISO code of every row without a country
 * @param dateOrder null if ambiguous dates are to be refused
 * @param columns our member by the file's own name of a column, normalized by {@link CsvColumns#normalize}
 */
public record SourceOptions(String country, DateOrder dateOrder, Map<String, String> columns) {
    /** Order of day and month in dates like 8/5/2027. */
    public enum DateOrder {
        DMY,
        MDY
    }
}
