package run.opentrack.export.store;

import java.util.OptionalLong;

/**
 * What the bucket holds under a name.
 *
 * @param etag the store's mark of these bytes
 * @param sha256 of its content as it was published, or empty text where somebody else put it there
 * @param rows competitions in it, where the publisher said so
 */
public record StoredFile(String etag, String sha256, OptionalLong rows) {}
