package run.opentrack.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.services.s3.model.BucketCannedACL;

/**
 * S3 endpoint over a folder (S3Proxy), as a process of its own.
 *
 * <p>Configured by {@code OPENTRACK_S3_PORT}, {@code _FOLDER}, {@code _BUCKET}, {@code _ACCESS_KEY} and {@code
 * _SECRET_KEY} in the environment, so that no secret is in the process list. Objects with the ACL public-read are
 * readable anonymously from any origin; the bucket is not listable, like that of a cluster.
 */
public final class S3Server {
    private S3Server() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(System.getenv("OPENTRACK_S3_PORT"));
        Path folder = Path.of(System.getenv("OPENTRACK_S3_FOLDER"));
        S3Proxy server = start(
                port,
                folder,
                System.getenv("OPENTRACK_S3_BUCKET"),
                System.getenv("OPENTRACK_S3_ACCESS_KEY"),
                System.getenv("OPENTRACK_S3_SECRET_KEY"));
        System.out.println("S3 listens on " + server.getPort());
    }

    /**
     * Starts the server in this process.
     *
     * @param port 0 for any free port
     */
    public static S3Proxy start(int port, Path folder, String bucket, String accessKey, String secretKey)
            throws Exception {
        Files.createDirectories(folder.resolve(bucket));
        BlobStore store = new FilesystemNio2BlobStore(folder.toString());
        store.setContainerAccess(bucket, BucketCannedACL.PRIVATE);
        AccessGrant grant = new AccessGrant(secretKey, store);
        Properties properties = new Properties();
        properties.setProperty("s3proxy.endpoint", "http://127.0.0.1:" + port);
        properties.setProperty("s3proxy.authorization", "aws-v2-or-v4");
        properties.setProperty("s3proxy.identity", accessKey);
        properties.setProperty("s3proxy.credential", secretKey);
        properties.setProperty("s3proxy.cors-allow-origins", "*");
        properties.setProperty("s3proxy.cors-allow-methods", "GET HEAD");
        properties.setProperty("s3proxy.cors-allow-headers", "*");
        properties.setProperty("s3proxy.cors-exposed-headers", "ETag");
        S3Proxy server =
                S3Proxy.Builder.fromProperties(properties).blobStore(store).build();
        server.setBlobStoreLocator((identity, container, blob) -> accessKey.equals(identity) ? grant : null);
        HttpConformanceFilter.addTo(server, store);
        server.start();
        return server;
    }
}
