package run.opentrack.competition.model;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jose4j.lang.HashUtil;
import run.opentrack.competition.model.CompetitionData.Component;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.SearchTerms;
import run.opentrack.competition.name.parse.NameParser;
import run.opentrack.competition.name.parse.ParsedName;

/** A stored competition: the client's data and the columns derived from it. Reads send {@code rendered} unchanged. */
public class Competition {
    public static final String PRIMARY_KEY = "competition_pkey";
    public static final String NATURAL_KEY = "competition_same_nkey";
    public static final String SLUG_KEY = "competition_slug_nkey";
    public static final String NATIONAL_ID_KEY = "competition_national_id_nkey";

    private static final int STATUS_TAG_LENGTH = 8;

    public UUID id;
    public String fullName;
    public String shortName;
    public String slug;
    public String nameLocal;
    public String countryId;
    public String address;
    public String city;
    public UUID venueId;
    public Double latitude;
    public Double longitude;
    public Double altitude;
    public LocalDate date;
    public LocalDate finishDate;
    public Integer waRankingsCategoryId;
    public String[] ageGroups;
    public String nationalId;
    public String basicDescription;
    public String contactDetails;
    public UUID organiserId;
    public String website;
    public String entryLink;
    public String resultsLink;
    public int year;
    public String events;

    public String nameKey;
    public String placeKey;
    public String distinctKey;
    /** The national id where its address leads to this competition, otherwise null. */
    public String nationalIdKey;

    public String discriminators;
    public String localDiscriminators;
    public String[] ageGroupParts;
    public String[] searchTerms;
    public String rendered;
    public String etag;
    /** Null while the competition is scheduled. */
    public String status;
    /** The rendered status, null if it was never set. */
    public String statusJson;

    public int revision;
    public Instant createdAt;
    public Instant updatedAt;

    /** Sets all columns from validated data, which must have an id. */
    public void apply(CompetitionData data, String freeSlug, String distinct, Instant now) {
        ParsedName name = NameParser.parse(NameNormalizer.normalize(data.fullName()), data.countryId());
        apply(data, name, freeSlug, distinct, now);
    }

    /** @param name the parsed full name of the data */
    public void apply(CompetitionData data, ParsedName name, String freeSlug, String distinct, Instant now) {
        CompetitionData.COMPONENTS.forEach(component -> set(component, component.get(data)));
        slug = freeSlug;
        year = data.year();
        distinctKey = distinct;
        derive(data, name, now);
    }

    /** Returns a copy with the columns derived anew. It counts as a write only if the JSON differs. */
    public Competition renderAnew(Instant now) {
        Competition anew = new Competition();
        anew.createdAt = createdAt;
        anew.revision = revision;
        anew.nationalIdKey = nationalIdKey;
        anew.status = status;
        anew.statusJson = statusJson;
        anew.apply(toData(), slug, distinctKey, now);
        if (anew.rendered.equals(rendered)) {
            anew.revision = revision;
            anew.updatedAt = updatedAt;
        }
        return anew;
    }

    /** Sets whether the address by the national id, if there is one, leads to this competition. */
    public void setAddressed(boolean addressed) {
        nationalIdKey = addressed && NationalIdAddress.isUsable(nationalId, countryId) ? nationalId : null;
    }

    public CompetitionStatus status() {
        return statusJson == null ? CompetitionStatus.initial(createdAt) : CompetitionStatus.parse(statusJson);
    }

    /** Sets the status. The columns derived from it are set when data is applied. */
    public void setStatus(CompetitionStatus newStatus) {
        if (!newStatus.equals(status())) {
            status = newStatus.status().equals(CompetitionStatus.SCHEDULED) ? null : newStatus.status();
            statusJson = newStatus.toJson();
        }
    }

    /** Returns the JSON with the status behind the members. */
    public String renderedWithStatus() {
        return rendered.substring(0, rendered.length() - 1) + ",\"status\":" + status().toJson() + "}";
    }

    /** Returns the client's data. */
    public CompetitionData toData() {
        return CompetitionData.of(this::get);
    }

    private Object get(Component component) {
        try {
            Object value = component.column().get(this);
            return value instanceof String[] texts ? List.of(texts) : value;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Replaces each member that is a text or a list of texts. */
    public void replaceTexts(UnaryOperator<String> replacement) {
        for (Component component : CompetitionData.COMPONENTS) {
            Object value = get(component);
            if (value instanceof String text) {
                set(component, replacement.apply(text));
            } else if (value instanceof List<?> texts) {
                set(
                        component,
                        texts.stream()
                                .map(text -> replacement.apply((String) text))
                                .toList());
            }
        }
    }

    private void set(Component component, Object value) {
        try {
            component.column().set(this, value instanceof List<?> texts ? texts.toArray(String[]::new) : value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private void derive(CompetitionData data, ParsedName name, Instant now) {
        nationalIdKey = nationalId.equals(nationalIdKey) ? nationalIdKey : null;
        nameKey = name.key();
        placeKey = NameNormalizer.normalize(city);
        discriminators = name.discriminators();
        localDiscriminators = name.otherDiscriminators(
                nameLocal.isEmpty() ? null : NameParser.parse(NameNormalizer.normalize(nameLocal), countryId));
        ageGroupParts = AgeGroups.split(data.ageGroups());
        searchTerms = SearchTerms.of(List.of(fullName, shortName, nameLocal, city, address));
        rendered = CompetitionJson.render(data, slug);
        etag = etagOf(rendered)
                + (statusJson == null ? "" : "-" + etagOf(statusJson).substring(0, STATUS_TAG_LENGTH));
        revision++;
        updatedAt = now;
        if (createdAt == null) {
            createdAt = now;
        }
    }

    /**
     * Entity tag of a rendered competition, without quotes. Equal texts have equal tags. A stored tag begins with it and is
     * longer if a status was set.
     */
    public static String etagOf(String rendered) {
        byte[] sha256 = HashUtil.getMessageDigest("SHA-256").digest(rendered.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(Arrays.copyOf(sha256, 12));
    }
}
