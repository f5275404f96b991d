package run.opentrack.export.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Bucket that calendar sites read. Blocking. */
@ApplicationScoped
public class CalendarStore {
    private static final String SHA256 = "sha256";
    private static final String ROWS = "rows";
    private static final String CACHE_CONTROL = "public, max-age=300";
    private static final int MAX_RETRIES = 3;
    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;

    /**
     * Object in the bucket.
     *
     * @param etag entity tag of the store
     * @param sha256 digest of the content as published; empty if another program stored it
     * @param rows number of competitions, if the publisher recorded it
     */
    public record StoredFile(String etag, String sha256, OptionalLong rows) {}

    /** Rejection of an upload, because another writer replaced the file meanwhile. */
    public static final class ConcurrentReplaceException extends RuntimeException {
        ConcurrentReplaceException(String name, Throwable cause) {
            super(name + " was replaced by another writer", cause);
        }
    }

    private final S3Client s3;
    private final Config config;

    CalendarStore(S3Client s3, Config config) {
        this.s3 = s3;
        this.config = config;
    }

    /** Returns the entity tags of all stored files by name. */
    public Map<String, String> etags() {
        Map<String, String> etags = new HashMap<>();
        s3.listObjectsV2Paginator(request -> request.bucket(config.bucket()).prefix(key("")))
                .contents()
                .forEach(object -> etags.put(object.key().substring(key("").length()), object.eTag()));
        return etags;
    }

    /** Returns the stored file, if any. */
    public Optional<StoredFile> find(String name) {
        try {
            HeadObjectResponse head =
                    s3.headObject(request -> request.bucket(config.bucket()).key(key(name)));
            Map<String, String> metadata = head.metadata();
            return Optional.of(
                    new StoredFile(head.eTag(), metadata.getOrDefault(SHA256, ""), rows(metadata.get(ROWS))));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    /**
     * Replaces a file atomically.
     *
     * @param seen stored file on which the decision was based
     * @return entity tag of the new content
     * @throws ConcurrentReplaceException if the stored file has changed since
     */
    public String replace(Optional<StoredFile> seen, ExportFile file) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(config.bucket())
                .key(key(file.name()))
                .contentType(file.contentType())
                .cacheControl(CACHE_CONTROL)
                .metadata(Map.of(SHA256, file.sha256(), ROWS, Long.toString(file.rows())));
        config.acl().ifPresent(request::acl);
        if (config.conditionalWrites()) {
            seen.map(StoredFile::etag).ifPresentOrElse(request::ifMatch, () -> request.ifNoneMatch("*"));
        }
        try {
            return put(request.build(), file);
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT) {
                return verifyStored(seen, file, e);
            }
            throw e;
        } catch (SdkClientException e) {
            // A store that rejects a request before it reads the body may close the connection before its response is
            // read.
            return verifyStored(seen, file, e);
        }
    }

    /** Repeats an upload whose connection was closed before its body was sent, which the client itself does not. */
    private String put(PutObjectRequest request, ExportFile file) {
        for (int retries = MAX_RETRIES; ; retries--) {
            try {
                return s3.putObject(request, RequestBody.fromFile(file.content()))
                        .eTag();
            } catch (UncheckedIOException closed) {
                if (retries == 0) {
                    throw closed;
                }
            }
        }
    }

    /** Returns the entity tag if an attempt whose response was lost has stored the file, and throws otherwise. */
    private String verifyStored(Optional<StoredFile> seen, ExportFile file, SdkException failure) {
        Optional<StoredFile> stored = find(file.name());
        boolean replaced = !stored.map(StoredFile::etag).equals(seen.map(StoredFile::etag));
        if (failure instanceof SdkClientException && !(replaced && config.conditionalWrites())) {
            throw failure;
        }
        return stored.filter(now -> replaced && now.sha256().equals(file.sha256()))
                .map(StoredFile::etag)
                .orElseThrow(() -> new ConcurrentReplaceException(file.name(), failure));
    }

    static OptionalLong rows(String text) {
        return text != null && text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private String key(String name) {
        return config.prefix() + "/" + name;
    }

    /** Settings of the S3 store. */
    @ConfigMapping(prefix = "opentrack.store")
    public interface Config {
        /** Endpoint of an S3 store other than Amazon's. */
        Optional<String> endpoint();

        /** Bucket in the path instead of the host name; required by most stores except Amazon's. */
        @WithDefault("false")
        boolean pathStyle();

        /** Name of the bucket. */
        String bucket();

        /** Prefix of every key: {@code live} on the live system, {@code test} on the test system. */
        @WithDefault("live")
        String prefix();

        /**
         * Canned ACL of each object. Leave it unset for stores that grant public reads by a bucket policy, because they
         * reject it (Amazon since 2023).
         */
        Optional<String> acl();

        /**
         * Conditional uploads ({@code If-Match}), so that a stale worker cannot replace a newer file. Off for stores that
         * do not support them.
         */
        @WithDefault("true")
        boolean conditionalWrites();
    }
}
