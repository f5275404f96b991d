package run.opentrack.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * A real S3 endpoint over a folder, S3Proxy, as a process of its own.
 *
 * <p>Takes {@code OPENTRACK_S3_PORT}, {@code _FOLDER}, {@code _BUCKET}, {@code _ACCESS_KEY} and {@code _SECRET_KEY} from
 * the environment, so that no secret stands in a process list. Anybody may read what has the ACL public-read, from a
 * page of any origin.
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

    /** Starts it in this process; {@code port} 0 takes a free one. */
    public static S3Proxy start(int port, Path folder, String bucket, String accessKey, String secretKey)
            throws Exception {
        Files.createDirectories(folder.resolve(bucket));
        AccessGrant grant = new AccessGrant(secretKey, new FilesystemNio2BlobStore(folder.toString()));
        Properties properties = new Properties();
        properties.setProperty("s3proxy.endpoint", "http://127.0.0.1:" + port);
        properties.setProperty("s3proxy.authorization", "aws-v2-or-v4");
        properties.setProperty("s3proxy.identity", accessKey);
        properties.setProperty("s3proxy.credential", secretKey);
        properties.setProperty("s3proxy.cors-allow-origins", "*");
        properties.setProperty("s3proxy.cors-allow-methods", "GET HEAD");
        properties.setProperty("s3proxy.cors-allow-headers", "*");
        properties.setProperty("s3proxy.cors-exposed-headers", "ETag");
        S3Proxy server = S3Proxy.Builder.fromProperties(properties)
                .blobStore(grant.blobStore())
                .build();
        server.setBlobStoreLocator((identity, container, blob) -> accessKey.equals(identity) ? grant : null);
        server.start();
        return server;
    }
}
