package run.opentrack.http.request;

import io.quarkus.arc.All;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Table of a service's endpoints: the annotated methods of its JAX-RS resources, and the Vert.x routes that it declares
 * by beans of type {@link Endpoint}. The ingress filter rejects every path that is not listed.
 */
@Singleton
public class EndpointTable {
    private final List<List<String>> templates = new ArrayList<>();
    private final List<Endpoint> endpoints;

    /**
     * Path with its methods.
     *
     * @param template path as documented, {@code /api/v1/competitions/{id}}, without a trailing slash
     * @param bodyLimit maximum size of a body in bytes, 0 for that of the service
     */
    public record Endpoint(String template, List<String> methods, int bodyLimit) {
        public static Endpoint of(String template, String... methods) {
            return new Endpoint(template, List.of(methods), 0);
        }
    }

    /** Maximum size of a body, in bytes, of a resource method that takes larger ones than its service. */
    @Retention(RetentionPolicy.RUNTIME)
    public @interface BodyLimit {
        int value();
    }

    @Inject
    EndpointTable(BeanManager beans, @All List<Endpoint> routes) {
        this(Stream.concat(
                        routes.stream(),
                        beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                                .map(Bean::getBeanClass)
                                .distinct()
                                .flatMap(resource -> ofResource(resource).stream()))
                .toList());
    }

    EndpointTable(List<Endpoint> endpoints) {
        this.endpoints = endpoints;
        endpoints.forEach(endpoint -> templates.add(segments(endpoint.template())));
    }

    /** Returns the endpoints of a JAX-RS resource; none for any other class. */
    static List<Endpoint> ofResource(Class<?> type) {
        Path base = type.getAnnotation(Path.class);
        List<Endpoint> endpoints = new ArrayList<>();
        for (Method method : base == null ? new Method[0] : type.getDeclaredMethods()) {
            Path path = method.getAnnotation(Path.class);
            String template = path == null ? base.value() : base.value() + "/" + path.value();
            BodyLimit limit = method.getAnnotation(BodyLimit.class);
            for (Annotation annotation : method.getAnnotations()) {
                HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
                if (http != null) {
                    endpoints.add(new Endpoint(template, List.of(http.value()), limit == null ? 0 : limit.value()));
                }
            }
        }
        return endpoints;
    }

    boolean isEmpty() {
        return endpoints.isEmpty();
    }

    /**
     * Returns the methods of a path, HEAD included wherever GET is; empty for an unknown path.
     *
     * @param path encoded as sent, with or without a trailing slash
     */
    public Set<String> methodsOf(String path) {
        Set<String> methods = new TreeSet<>();
        matching(path).forEach(endpoint -> methods.addAll(endpoint.methods()));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    /** Returns the maximum size of a body in bytes, the default where no endpoint has a limit of its own. */
    long bodyLimitOf(String path, String method, long defaultLimit) {
        return matching(path)
                .filter(endpoint ->
                        endpoint.bodyLimit() > 0 && endpoint.methods().contains(method))
                .mapToLong(Endpoint::bodyLimit)
                .max()
                .orElse(defaultLimit);
    }

    private Stream<Endpoint> matching(String path) {
        List<String> requested = segments(path);
        return IntStream.range(0, templates.size())
                .filter(i -> matches(templates.get(i), requested))
                .mapToObj(endpoints::get);
    }

    private static boolean matches(List<String> template, List<String> requested) {
        if (template.size() != requested.size()) {
            return false;
        }
        for (int i = 0; i < requested.size(); i++) {
            boolean variable = template.get(i).startsWith("{");
            boolean equal =
                    variable ? !requested.get(i).isEmpty() : template.get(i).equals(requested.get(i));
            if (!equal) {
                return false;
            }
        }
        return true;
    }

    private static List<String> segments(String path) {
        String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return List.of(trimmed.split("/", -1));
    }
}
