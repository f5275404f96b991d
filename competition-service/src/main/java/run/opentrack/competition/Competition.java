package run.opentrack.competition;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.entry.Rendering;
import run.opentrack.competition.name.NameKey;
import run.opentrack.competition.name.SearchTerms;
import run.opentrack.competition.reading.NameReader;
import run.opentrack.competition.reading.NameReading;

/** A competition as it is stored: what a client said of it, and what follows from that. Reads use {@code rendered}. */
@Entity
public class Competition extends PanacheEntityBase {
    public static final String PRIMARY_KEY = "competition_pkey";
    public static final String SAME_KEY = "competition_same_nkey";
    public static final String SLUG_KEY = "competition_slug_nkey";

    @Id
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
    public String discriminators;
    public String localDiscriminators;
    public String[] ageGroupParts;
    public String[] searchTerms;
    public String rendered;
    public String etag;
    public int revision;
    public Instant createdAt;
    public Instant updatedAt;

    /** Takes over an entry and all that follows from it. Its id must be set. */
    public void write(CalendarEntry entry, String freeSlug, String distinct, Instant now) {
        NameReading name = NameReader.read(NameKey.of(entry.fullName()), entry.countryId());
        write(entry, name, freeSlug, distinct, now);
    }

    /** @param name what the entry's full name was read as */
    public void write(CalendarEntry entry, NameReading name, String freeSlug, String distinct, Instant now) {
        id = entry.id();
        fullName = entry.fullName();
        shortName = entry.shortName();
        slug = freeSlug;
        nameLocal = entry.nameLocal();
        countryId = entry.countryId();
        address = entry.address();
        city = entry.city();
        venueId = entry.venueId();
        latitude = entry.latitude();
        longitude = entry.longitude();
        altitude = entry.altitude();
        date = entry.date();
        finishDate = entry.finishDate();
        waRankingsCategoryId = entry.waRankingsCategoryId();
        ageGroups = entry.ageGroups() == null ? null : entry.ageGroups().toArray(String[]::new);
        nationalId = entry.nationalId();
        basicDescription = entry.basicDescription();
        contactDetails = entry.contactDetails();
        organiserId = entry.organiserId();
        website = entry.website();
        entryLink = entry.entryLink();
        resultsLink = entry.resultsLink();
        year = entry.year();
        events = entry.events();
        distinctKey = distinct;
        derive(entry, name, now);
    }

    /** Whether another competition has the key that the unique key would refuse. */
    public static Uni<Boolean> isSameThere(CalendarEntry entry, UUID itself) {
        return count(
                        "countryId = ?1 and date = ?2 and nameKey = ?3 and placeKey = ?4 and distinctKey = '' and id <> ?5",
                        entry.countryId(),
                        entry.date(),
                        NameKey.of(entry.fullName()),
                        NameKey.of(entry.city()),
                        itself)
                .map(many -> many > 0);
    }

    /** What the client said of it. */
    public CalendarEntry entry() {
        return new CalendarEntry(
                fullName,
                shortName,
                slug,
                nameLocal,
                countryId,
                address,
                city,
                venueId,
                latitude,
                longitude,
                altitude,
                date,
                finishDate,
                waRankingsCategoryId,
                ageGroups == null ? null : List.of(ageGroups),
                nationalId,
                basicDescription,
                contactDetails,
                organiserId,
                website,
                entryLink,
                resultsLink,
                id,
                events);
    }

    private void derive(CalendarEntry entry, NameReading name, Instant now) {
        nameKey = name.key();
        placeKey = NameKey.of(city);
        discriminators = name.discriminators();
        localDiscriminators = localDiscriminators();
        ageGroupParts = AgeGroups.parts(entry.ageGroups());
        searchTerms = SearchTerms.of(List.of(fullName, shortName, nameLocal, city, address));
        rendered = Rendering.of(entry, slug);
        etag = digest(rendered);
        revision++;
        updatedAt = now;
        if (createdAt == null) {
            createdAt = now;
        }
    }

    private String localDiscriminators() {
        if (nameLocal.isEmpty()) {
            return null;
        }
        String local = NameReader.read(NameKey.of(nameLocal), countryId).discriminators();
        return local.equals(discriminators) ? null : local;
    }

    private static String digest(String text) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(sha256, 12));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
