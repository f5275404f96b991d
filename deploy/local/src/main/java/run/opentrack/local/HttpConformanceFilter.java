package run.opentrack.local;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.shaded.org.eclipse.jetty.http.HttpFields;
import org.gaul.shaded.org.eclipse.jetty.http.HttpStatus;
import org.gaul.shaded.org.eclipse.jetty.http.HttpVersion;
import org.gaul.shaded.org.eclipse.jetty.http.MetaData;
import org.gaul.shaded.org.eclipse.jetty.server.Handler;
import org.gaul.shaded.org.eclipse.jetty.server.HttpStream;
import org.gaul.shaded.org.eclipse.jetty.server.Request;
import org.gaul.shaded.org.eclipse.jetty.server.Response;
import org.gaul.shaded.org.eclipse.jetty.server.Server;
import org.gaul.shaded.org.eclipse.jetty.util.Callback;

/**
 * Adds the headers that S3Proxy leaves out of its 304 responses (RFC 9110, 15.4.5), without which a page of another origin may
 * not read what it has cached, and removes interim responses to HTTP/1.0 clients (15.2), which take them for the final one.
 * Uses S3Proxy's private Jetty server.
 */
final class HttpConformanceFilter extends Handler.Wrapper {
    private static final int NOT_MODIFIED = 304;

    private final BlobStore store;

    private HttpConformanceFilter(BlobStore store) {
        this.store = store;
    }

    /** Adds the headers to a server that has not been started. */
    static void addTo(S3Proxy proxy, BlobStore store) throws ReflectiveOperationException {
        Field server = S3Proxy.class.getDeclaredField("server");
        server.setAccessible(true);
        ((Server) server.get(proxy)).insertHandler(new HttpConformanceFilter(store));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        request.addHttpStreamWrapper(stream -> new HttpStream.Wrapper(stream) {
            @Override
            public void send(
                    MetaData.Request sent, MetaData.Response head, boolean last, ByteBuffer body, Callback callback) {
                if (head != null && HttpStatus.isInterim(head.getStatus()) && isHttp10(request)) {
                    callback.succeeded();
                    return;
                }
                boolean notModified = head != null && head.getStatus() == NOT_MODIFIED;
                super.send(sent, notModified ? complete(request, head) : head, last, body, callback);
            }
        });
        return super.handle(request, response, callback);
    }

    private static boolean isHttp10(Request request) {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0;
    }

    private MetaData.Response complete(Request request, MetaData.Response head) {
        HttpFields.Mutable fields = HttpFields.build(head.getHttpFields()).put("Vary", "Origin");
        if (request.getHeaders().contains("Origin")) {
            fields.put("Access-Control-Allow-Origin", "*").put("Access-Control-Expose-Headers", "ETag");
        }
        String[] path = Request.getPathInContext(request).split("/", 3);
        Optional.ofNullable(store.blobMetadataIfPresent(path[1], path[2]))
                .ifPresent(object -> fields.put("Cache-Control", object.cacheControl())
                        .put("ETag", '"' + object.eTag().replace("\"", "") + '"'));
        return new MetaData.Response(head.getStatus(), head.getReason(), head.getHttpVersion(), fields);
    }
}
