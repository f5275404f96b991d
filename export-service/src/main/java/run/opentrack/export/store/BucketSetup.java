package run.opentrack.export.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** One-time preparation of the bucket for public reading, as far as the store and the account allow. Blocking. */
@ApplicationScoped
public class BucketSetup {
    private static final int NOT_IMPLEMENTED = 501;
    private static final int CORS_MAX_AGE_SECONDS = 86_400;
    private static final String PUBLIC_READ = """
            {"Version":"2012-10-17","Statement":[{"Sid":"AnybodyReadsTheCalendars","Effect":"Allow","Principal":"*",\
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::%s/%s/*"}]}""";

    private final S3Client s3;
    private final CalendarStore.Config config;

    BucketSetup(S3Client s3, CalendarStore.Config config) {
        this.s3 = s3;
        this.config = config;
    }

    /**
     * Executes each step on its own, because a store may support only some of them.
     *
     * @param progress receives a line for each step
     * @return true if nothing is left to be done manually
     */
    public boolean run(Consumer<String> progress) {
        boolean bucket = step(progress, "the bucket " + config.bucket(), this::createBucket);
        boolean cors = step(progress, "CORS for any origin", this::allowAnyOrigin);
        boolean policy =
                config.acl().isPresent() || step(progress, "public reads (bucket policy)", this::allowPublicReads);
        return bucket && cors && policy;
    }

    private static boolean step(Consumer<String> progress, String name, Runnable action) {
        try {
            action.run();
            progress.accept(name + ": done");
            return true;
        } catch (S3Exception e) {
            boolean unsupported = e.statusCode() == NOT_IMPLEMENTED;
            progress.accept(name + ": "
                    + (unsupported
                            ? "not supported by this store; use its own configuration"
                            : "rejected with " + e.statusCode() + " "
                                    + e.awsErrorDetails().errorCode()));
            return unsupported;
        }
    }

    private void createBucket() {
        try {
            s3.headBucket(request -> request.bucket(config.bucket()));
        } catch (NoSuchBucketException e) {
            s3.createBucket(request -> request.bucket(config.bucket()));
        }
    }

    private void allowAnyOrigin() {
        CORSRule anyOrigin = CORSRule.builder()
                .allowedOrigins("*")
                .allowedMethods("GET", "HEAD")
                .allowedHeaders("*")
                .exposeHeaders("ETag", "Last-Modified")
                .maxAgeSeconds(CORS_MAX_AGE_SECONDS)
                .build();
        s3.putBucketCors(
                request -> request.bucket(config.bucket()).corsConfiguration(cors -> cors.corsRules(anyOrigin)));
    }

    private void allowPublicReads() {
        s3.putBucketPolicy(request ->
                request.bucket(config.bucket()).policy(PUBLIC_READ.formatted(config.bucket(), config.prefix())));
    }
}
