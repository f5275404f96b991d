package run.opentrack.bench;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import run.opentrack.competition.model.Competition;

/** A competition as a line of PostgreSQL's COPY text format. Its columns are the entity's fields. */
final class CopyRow {
    private static final List<Field> FIELDS = fields();
    static final List<String> COLUMNS =
            FIELDS.stream().map(Field::getName).map(CopyRow::column).toList();

    private CopyRow() {}

    static String of(Competition competition) {
        StringJoiner row = new StringJoiner("\t", "", "\n");
        for (Field field : FIELDS) {
            row.add(text(value(field, competition)));
        }
        return row.toString();
    }

    private static String text(Object value) {
        if (value == null) {
            return "\\N";
        }
        return escaped(value instanceof String[] list ? array(list) : value.toString());
    }

    private static String array(String[] list) {
        StringJoiner array = new StringJoiner(",", "{", "}");
        for (String item : list) {
            array.add('"' + item.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        }
        return array.toString();
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
    }

    private static List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        for (Field field : Competition.class.getDeclaredFields()) {
            if (!java.lang.reflect.Modifier.isStatic(field.getModifiers())) {
                fields.add(field);
            }
        }
        return fields;
    }

    private static Object value(Field field, Competition competition) {
        try {
            return field.get(competition);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the entity's fields are public", e);
        }
    }

    private static String column(String field) {
        return field.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
