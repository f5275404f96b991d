package run.opentrack.export.store;

import java.util.OptionalLong;

/**
 * Object in the bucket.
 *
 * @param etag entity tag of the store
 * @param sha256 digest of the content as published; empty if another program stored it
 * @param rows number of competitions, if the publisher recorded it
 */
public record StoredFile(String etag, String sha256, OptionalLong rows) {}
