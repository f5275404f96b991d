package run.opentrack.competition.model;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

/**
 * Validated data of a competition, as sent by a client. Texts are never null; links, lists and numbers may be.
 *
 * @param slug null when it is to be derived from the name
 * @param events compact JSON array, or null
 * @param id null when it is to be assigned
 */
public record CompetitionData(
        String fullName,
        String shortName,
        String slug,
        String nameLocal,
        String countryId,
        String address,
        String city,
        UUID venueId,
        Double latitude,
        Double longitude,
        Double altitude,
        LocalDate date,
        LocalDate finishDate,
        Integer waRankingsCategoryId,
        List<String> ageGroups,
        String nationalId,
        String basicDescription,
        String contactDetails,
        UUID organiserId,
        String website,
        String entryLink,
        String resultsLink,
        UUID id,
        String events) {
    public CompetitionData {
        nationalId = NationalIdAddress.normalize(nationalId);
    }

    /** Components in the order of the contract. */
    static final List<Component> COMPONENTS = Arrays.stream(CompetitionData.class.getRecordComponents())
            .map(Component::of)
            .toList();

    /** Member of the API and column of a stored competition, which have the name of a component. */
    record Component(String member, Method accessor, Field column) {
        private static Component of(RecordComponent component) {
            String member = snakeCase(component.getName());
            try {
                return new Component(member, component.getAccessor(), Competition.class.getField(component.getName()));
            } catch (NoSuchFieldException e) {
                throw new IllegalStateException(e);
            }
        }

        Object get(CompetitionData data) {
            try {
                return accessor.invoke(data);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Name of the member and column of a field. */
    public static String snakeCase(String field) {
        return field.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /** Creates data from the value of each component. */
    static CompetitionData of(Function<Component, Object> values) {
        try {
            return (CompetitionData) CompetitionData.class.getDeclaredConstructors()[0].newInstance(
                    COMPONENTS.stream().map(values).toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    public int year() {
        return date.getYear();
    }

    /** Returns a copy with an id. */
    public CompetitionData withId(UUID newId) {
        return with(newId, slug);
    }

    /** Returns a copy with an id and a slug. */
    public CompetitionData with(UUID newId, String newSlug) {
        return of(component -> switch (component.member()) {
            case "id" -> newId;
            case "slug" -> newSlug;
            default -> component.get(this);
        });
    }
}
