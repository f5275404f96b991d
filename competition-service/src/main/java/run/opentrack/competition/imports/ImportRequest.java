package run.opentrack.competition.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import run.opentrack.competition.imports.CalendarImport.GonePolicy;
import run.opentrack.competition.imports.format.CsvColumns;
import run.opentrack.competition.imports.format.SourceFormat;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.Countries;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.security.OutboundAddressPolicy;

/**
 * Validated request of an import.
 *
 * @param url null for an upload
 * @param dateOrder null if it is not known
 * @param columns JSON object, from normalized names of the file to our members
 * @param content null for an address
 */
record ImportRequest(
        String country,
        String source,
        SourceFormat format,
        String url,
        String dateOrder,
        String columns,
        GonePolicy gone,
        boolean dryRun,
        byte[] content) {
    private static final String DEFAULT_SOURCE = "default";
    private static final TextLimit SOURCE = TextLimit.identifier(200);
    private static final TextLimit CODE = TextLimit.identifier(100);
    private static final TextLimit URL = TextLimit.identifier(2_000);

    /** Parameters of the query; null or empty if they were not sent. */
    record Query(String country, String source, String dryRun, String gone, String dateOrder, List<String> columns) {}

    /**
     * @param contentType null if it was not sent
     * @throws ApiException 422 with all violations
     */
    static ImportRequest parse(Query query, String contentType, byte[] body, OutboundAddressPolicy policy) {
        Parser parser = new Parser(query);
        char first = firstCharacter(body);
        SourceFormat format = SourceFormat.of(contentType == null ? "" : contentType)
                .orElse(first == '{' || first == '[' ? SourceFormat.JSON : null);
        boolean address = format == SourceFormat.JSON && first == '{';
        return address ? parser.ofAddress(JsonObjectParser.members(body), policy) : parser.ofUpload(format, body);
    }

    /** JSON is known by it, as everywhere, whatever Content-Type says. */
    private static char firstCharacter(byte[] body) {
        for (byte b : body) {
            if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                return (char) b;
            }
        }
        return ' ';
    }

    /** Parser that collects all violations of the query, and of the body of an address. */
    private static final class Parser {
        private final Query query;
        private final List<Violation> violations = new ArrayList<>();

        Parser(Query query) {
            this.query = query;
        }

        ImportRequest ofUpload(SourceFormat format, byte[] body) {
            if (format == null) {
                violations.add(Violation.of(
                        "header",
                        "Content-Type",
                        "must be text/csv, text/calendar or application/json",
                        "value_error.content_type"));
            }
            if (body.length == 0) {
                violations.add(new Violation(List.of("body"), "must not be empty", "value_error.missing"));
            }
            return build(country("query", query.country()), DEFAULT_SOURCE, format, null, body);
        }

        ImportRequest ofAddress(Map<String, JsonMember> members, OutboundAddressPolicy policy) {
            BodyFields fields = new BodyFields(members);
            String url = fields.requiredText("url", URL);
            String formatName = fields.requiredText("format", CODE);
            String bodyCountry = fields.text("country", CODE);
            if (url != null) {
                policy.violationOf(url).ifPresent(rule -> fields.reject("url", rule, "value_error.url"));
            }
            SourceFormat format =
                    formatName == null ? null : SourceFormat.of(formatName).orElse(null);
            if (formatName != null && format == null) {
                fields.reject("format", "must be csv, ics or json", "value_error.format");
            }
            if (bodyCountry != null && query.country() != null && !bodyCountry.equals(query.country())) {
                fields.reject("country", "must be the country of the query", "value_error.country");
            }
            String country = bodyCountry == null ? country("query", query.country()) : country("body", bodyCountry);
            addViolationsOf(fields);
            return build(country, url, format, url, null);
        }

        private void addViolationsOf(BodyFields fields) {
            try {
                fields.requireValid();
            } catch (ApiException invalid) {
                ((List<?>) invalid.detail()).forEach(violation -> violations.add((Violation) violation));
            }
        }

        private ImportRequest build(
                String country, String defaultSource, SourceFormat format, String url, byte[] content) {
            ImportRequest request = new ImportRequest(
                    country, source(defaultSource), format, url, dateOrder(), columns(), gone(), dryRun(), content);
            if (!violations.isEmpty()) {
                throw ApiException.invalid(violations);
            }
            return request;
        }

        private <T> T reject(String parameter, String msg, String type) {
            violations.add(Violation.ofQuery(parameter, msg, type));
            return null;
        }

        private String country(String part, String sent) {
            if (sent == null) {
                return reject("country", "field required", "value_error.missing");
            }
            String code = TextValidator.trimIdentifier(sent);
            if (Countries.isIso(code)) {
                return code;
            }
            violations.add(Violation.of(part, "country", Countries.violationMessage(code), "value_error.country"));
            return null;
        }

        private String source(String defaultSource) {
            if (query.source() == null) {
                return defaultSource;
            }
            BodyFields fields = new BodyFields(Map.of("source", JsonMember.of(JsonMember.Type.STRING, query.source())));
            String source = fields.requiredText("source", SOURCE);
            return source == null
                    ? reject("source", "must be a name of 1 to 200 visible characters", "value_error.source")
                    : source;
        }

        private String dateOrder() {
            String order = query.dateOrder() == null ? null : query.dateOrder().strip();
            return order == null || order.equals("dmy") || order.equals("mdy")
                    ? order
                    : reject("date_order", "must be dmy or mdy", "value_error.date_order");
        }

        private boolean dryRun() {
            String text = query.dryRun() == null ? "false" : query.dryRun().strip();
            if (!text.equals("true") && !text.equals("false")) {
                reject("dry_run", "must be true or false", "type_error.bool");
            }
            return text.equals("true");
        }

        private GonePolicy gone() {
            String text = query.gone() == null ? "keep" : query.gone().strip();
            return switch (text) {
                case "keep" -> GonePolicy.KEEP;
                case "delete" -> GonePolicy.DELETE;
                case "cancel" -> GonePolicy.CANCEL;
                default -> reject("gone", "must be keep, cancel or delete", "value_error.gone");
            };
        }

        private String columns() {
            Map<String, String> mapping = new LinkedHashMap<>();
            for (String pairs : query.columns()) {
                for (String pair : pairs.split(",")) {
                    int colon = pair.lastIndexOf(':');
                    String member =
                            TextValidator.trim(pair.substring(colon + 1)).toLowerCase(Locale.ROOT);
                    if (colon <= 0 || !CsvColumns.MEMBERS.contains(member)) {
                        return reject(
                                "columns",
                                "must be pairs like Name:full_name,Start:date with our names behind the colon",
                                "value_error.columns");
                    }
                    mapping.put(CsvColumns.normalize(pair.substring(0, colon)), member);
                }
            }
            return mapping.entrySet().stream()
                    .map(pair -> ImportRow.json(pair.getKey()) + ":" + ImportRow.json(pair.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
    }
}
