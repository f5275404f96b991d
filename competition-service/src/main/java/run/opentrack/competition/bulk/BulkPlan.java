package run.opentrack.competition.bulk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import run.opentrack.competition.bulk.BulkOperation.Type;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.competition.model.NationalIdAddress;
import run.opentrack.competition.write.CreateRequest;
import run.opentrack.competition.write.NationalIdWrite;
import run.opentrack.competition.write.Preconditions;
import run.opentrack.competition.write.UpdateService.Change;
import run.opentrack.database.security.Rights;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.security.AccessToken;

/**
 * Operations of a bulk call, validated as far as can be known without stored competitions, divided into steps. The items of
 * a step do not depend on each other; the steps are executed one after the other.
 */
record BulkPlan(AccessToken caller, Rights rights, List<BulkOperation> operations, List<Item> items) {
    /** Items of a step, whose results are awaited before the next one is read. */
    private static final int MAX_STEP_SIZE = 256;

    private static final int MAX_STEP_BYTES = 1 << 20;
    private static final int FORBIDDEN = 403;

    /**
     * Validated item; one of its other components is not null.
     *
     * @param create without its call
     */
    record Item(int index, ApiException error, CreateRequest create, NationalIdWrite upsert, Change change) {
        /** Kind of a step; null for an item with an error, which is part of any. */
        private Type type() {
            if (error != null) {
                return null;
            }
            return create != null ? Type.CREATE : upsert != null ? Type.UPSERT : Type.UPDATE;
        }

        /** Ids and national ids that other items of a step must not have. */
        private List<Object> keys() {
            return Stream.of(
                            create != null ? create.data().id() : null,
                            upsert != null ? upsert.address() : null,
                            upsert != null ? upsert.data().id() : null,
                            change != null ? change.id() : null)
                    .filter(Objects::nonNull)
                    .toList();
        }

        /** A move to another country is a step by itself, since countries are written to at the same time. */
        private boolean isAlone() {
            return change != null && change.newCountry() != null;
        }

        private int bytes() {
            return create != null
                    ? create.bytes()
                    : upsert != null ? upsert.bytes() : change != null ? change.bytes() : 0;
        }

        private Stream<String> countries() {
            return create != null
                    ? Stream.of(create.country())
                    : upsert != null
                            ? Stream.of(upsert.address().countryId())
                            : Stream.ofNullable(change).map(Change::newCountry).filter(Objects::nonNull);
        }
    }

    static BulkPlan of(AccessToken caller, Rights rights, List<BulkOperation> operations) {
        List<Item> items = new ArrayList<>();
        for (BulkOperation operation : operations) {
            items.add(toItem(caller, rights, items.size(), operation));
        }
        return new BulkPlan(caller, rights, operations, items);
    }

    private static Item toItem(AccessToken caller, Rights rights, int index, BulkOperation operation) {
        try {
            if (operation.error() != null) {
                throw operation.error();
            }
            return switch (operation.type()) {
                case CREATE -> new Item(index, null, create(caller, rights, operation), null, null);
                case UPSERT -> new Item(index, null, null, upsert(caller, rights, operation), null);
                default ->
                    new Item(
                            index,
                            null,
                            null,
                            null,
                            Change.of(operation.id(), operation.members(), operation.ifMatch(), operation.bytes()));
            };
        } catch (ApiException error) {
            return new Item(index, error, null, null, null);
        }
    }

    private static NationalIdWrite upsert(AccessToken caller, Rights rights, BulkOperation operation) {
        CompetitionData data = CompetitionParser.parse(operation.members());
        String overrideToken = CompetitionParser.overrideToken(operation.members());
        NationalIdAddress address = NationalIdAddress.of(data);
        if (address == null) {
            throw ApiException.invalid(Violation.ofMember(
                    "national_id",
                    "must contain a letter or digit and differ from the code of the country",
                    "value_error.national_id"));
        }
        rights.requireAdministrationOf(address.countryId());
        return new NationalIdWrite(
                caller,
                address,
                data,
                null,
                overrideToken,
                null,
                new Preconditions(operation.ifMatch(), null),
                null,
                operation.bytes());
    }

    private static CreateRequest create(AccessToken caller, Rights rights, BulkOperation operation) {
        Map<String, JsonMember> members = operation.members();
        CompetitionData data = CompetitionParser.parse(members);
        String overrideToken = CompetitionParser.overrideToken(members);
        rights.requireAdministrationOf(data.countryId());
        return CreateRequest.of(caller, data, overrideToken, null, operation.bytes());
    }

    /** Ids of the competitions to be changed. */
    List<UUID> changedIds() {
        return items.stream()
                .filter(item -> item.change != null)
                .map(item -> item.change.id())
                .toList();
    }

    /** Countries that are known without stored competitions. */
    List<String> countries() {
        return items.stream().flatMap(Item::countries).distinct().toList();
    }

    /**
     * Requires the rights to items that were executed; fails with 403.
     *
     * @param statuses of all items, some of which were refused
     * @param countries of competitions to be changed, as far as they are stored
     */
    void requireRights(List<Integer> statuses, Map<UUID, String> countries) {
        for (Item item : items) {
            boolean executed = statuses.get(item.index) != FORBIDDEN;
            if (executed && item.error != null && item.error.status() == FORBIDDEN) {
                throw item.error;
            }
            String country = item.change == null ? null : countries.get(item.change.id());
            if (executed && country != null) {
                rights.requireAdministrationOf(country);
            }
        }
    }

    /** Returns the step that begins with an item. */
    List<Item> stepFrom(int first) {
        List<Item> step = new ArrayList<>();
        Set<Object> keys = new HashSet<>();
        Type type = null;
        int bytes = 0;
        for (Item item : items.subList(first, Math.min(items.size(), first + MAX_STEP_SIZE))) {
            boolean differs = type != null && item.type() != null && (item.type() != type || item.isAlone());
            if (differs || !Collections.disjoint(keys, item.keys()) || bytes > MAX_STEP_BYTES) {
                break;
            }
            step.add(item);
            keys.addAll(item.keys());
            bytes += item.bytes();
            type = type == null ? item.type() : type;
            if (item.isAlone()) {
                break;
            }
        }
        return step;
    }
}
