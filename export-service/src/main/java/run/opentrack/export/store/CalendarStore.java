package run.opentrack.export.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** The bucket that calendar sites read. Blocks: for the thread of a run only. */
@ApplicationScoped
public class CalendarStore {
    private static final String SHA256 = "sha256";
    private static final String CACHE_CONTROL = "public, max-age=300";

    private final S3Client s3;
    private final StoreConfig config;

    CalendarStore(S3Client s3, StoreConfig config) {
        this.s3 = s3;
        this.config = config;
    }

    /** Whether the bucket holds just these bytes under this name already. */
    public boolean has(PublicFile file) {
        return sha256Of(file.name()).filter(file.sha256()::equals).isPresent();
    }

    /** Replaces what was there, at once and whole. */
    public void put(PublicFile file) {
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(config.bucket())
                .key(key(file.name()))
                .contentType(file.contentType())
                .cacheControl(CACHE_CONTROL)
                .metadata(Map.of(SHA256, file.sha256()));
        config.acl().ifPresent(request::acl);
        s3.putObject(request.build(), RequestBody.fromFile(file.content()));
    }

    private Optional<String> sha256Of(String name) {
        try {
            HeadObjectResponse head =
                    s3.headObject(request -> request.bucket(config.bucket()).key(key(name)));
            return Optional.ofNullable(head.metadata().get(SHA256));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    private String key(String name) {
        return config.prefix() + "/" + name;
    }
}
