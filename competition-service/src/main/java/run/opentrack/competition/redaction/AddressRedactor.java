package run.opentrack.competition.redaction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import java.io.IOException;
import java.io.StringWriter;
import java.net.IDN;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.model.CompetitionStatus;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.Slug;

/**
 * Removes one e-mail address, in any case and spelling of its domain, from texts and from the names and strings of JSON.
 * With a letter, digit or atext character (RFC 5322, section 3.2.3) on either side, or behind a dot, it is part of a longer
 * address, which belongs to another person. The dot that ends a sentence is no part of it.
 */
final class AddressRedactor {
    private static final Pattern ATEXT_CHARACTER = Pattern.compile("[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]");

    private static final String NAME_IF_EMPTY = "Competition";
    private static final JsonFactory JSON = new JsonFactory();

    private final List<String> spellings;

    AddressRedactor(String address) {
        this.spellings = spellings(address);
    }

    /** Spellings of an address with its domain as sent, decoded and in ASCII (RFC 3490, section 4). */
    static List<String> spellings(String address) {
        int domain = address.indexOf('@') + 1;
        String decoded = IDN.toUnicode(address.substring(domain));
        return Stream.of(address.substring(domain), decoded, toAscii(decoded))
                .map(spelling -> address.substring(0, domain) + spelling)
                .distinct()
                .toList();
    }

    private static String toAscii(String domain) {
        try {
            return IDN.toASCII(domain);
        } catch (IllegalArgumentException invalid) {
            return domain;
        }
    }

    /** Returns an address as a slug contains it, between dashes. */
    private static String slugForm(String address) {
        int at = address.indexOf('@');
        return "-" + Slug.of(address.substring(0, at)) + "-" + Slug.of(address.substring(at + 1)) + "-";
    }

    /** Redacts all members that are texts. A name that is empty then is replaced, since a name is required. */
    void redact(Competition competition) throws IOException {
        String name = competition.fullName;
        String slug = competition.slug;
        String events = competition.events;
        competition.replaceTexts(this::redactMember);
        if (competition.statusJson != null) {
            CompetitionStatus status = competition.status();
            competition.setStatus(status.withReason(redactMember(status.reason())));
        }
        if (!competition.fullName.equals(name)
                && NameNormalizer.normalize(competition.fullName).isEmpty()) {
            competition.fullName = NAME_IF_EMPTY;
        }
        String redactedSlug = redactSlug(slug);
        competition.slug =
                redactedSlug.equals(slug) ? slug : Slug.withSuffix(Slug.of(redactedSlug), "-" + competition.id);
        competition.events = redactJson(events);
    }

    private String redactMember(String text) {
        String redacted = redact(text);
        return redacted.equals(text) ? text : redacted.strip();
    }

    String redact(String text) {
        String redacted = text;
        for (String spelling : spellings) {
            redacted = remove(spelling, redacted);
        }
        return redacted;
    }

    private static String remove(String address, String text) {
        StringBuilder redacted = new StringBuilder();
        int end = 0;
        for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
            int start = at - address.indexOf('@');
            if (start >= end
                    && text.regionMatches(true, start, address, 0, address.length())
                    && !isContinued(text, start - 1, -1)
                    && !isContinued(text, start + address.length(), 1)) {
                redacted.append(text, end, start);
                end = start + address.length();
            }
        }
        return end == 0 ? text : redacted.append(text, end, text.length()).toString();
    }

    /** Tests for a character that is part of an address, or for a dot with such a character behind it. */
    private static boolean isContinued(String text, int index, int step) {
        boolean dot = index >= 0 && index < text.length() && text.charAt(index) == '.';
        int next = dot ? index + step : index;
        if (next < 0 || next >= text.length()) {
            return false;
        }
        int character =
                Character.isLowSurrogate(text.charAt(next)) ? text.codePointBefore(next + 1) : text.codePointAt(next);
        return ATEXT_CHARACTER.matcher(Character.toString(character)).matches();
    }

    private String redactSlug(String slug) {
        String dashed = "-" + slug + "-";
        String redacted = dashed;
        for (String spelling : spellings) {
            redacted = redacted.replace(slugForm(spelling), "-");
        }
        return redacted.equals(dashed) ? slug : Slug.of(redacted);
    }

    /**
     * Redacts decoded names and strings. Numbers, order and repeated names stay as they are.
     *
     * @param json may be null
     * @throws IOException if it is not valid JSON, before or after
     */
    String redactJson(String json) throws IOException {
        // Without an escape the address is in the JSON as it is in the decoded text.
        if (json == null || json.indexOf('\\') < 0 && redact(json).equals(json) && !json.contains("\"slug\"")) {
            return json;
        }
        StringWriter redacted = new StringWriter(json.length());
        boolean changed = false;
        try (JsonParser parser = JSON.createParser(json);
                JsonGenerator generator = JSON.createGenerator(redacted)) {
            while (parser.nextToken() != null) {
                changed |= copyRedacted(parser, generator);
            }
        }
        return changed ? requireParsed(redacted.toString()) : json;
    }

    /** Returns true if the name or string differs. */
    private boolean copyRedacted(JsonParser parser, JsonGenerator generator) throws IOException {
        String text = parser.getText();
        String redacted = redact(text);
        switch (parser.currentToken()) {
            case FIELD_NAME -> generator.writeFieldName(redacted);
            case VALUE_STRING -> {
                redacted = isSlug(parser) ? redactSlug(redacted) : redacted;
                generator.writeString(redacted);
            }
            // As written, where a copy would round.
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(text);
            default -> generator.copyCurrentEvent(parser);
        }
        return !redacted.equals(text);
    }

    /** Tests for the old or new value of a slug in a history. */
    private static boolean isSlug(JsonParser parser) {
        JsonStreamContext member = parser.getParsingContext().getParent();
        return member != null && "slug".equals(member.getCurrentName());
    }

    private static String requireParsed(String json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                parser.finishToken();
            }
        }
        return json;
    }
}
