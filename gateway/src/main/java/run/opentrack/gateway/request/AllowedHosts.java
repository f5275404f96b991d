package run.opentrack.gateway.request;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Allow-list of host names; allows any host if empty. */
public final class AllowedHosts {
    private final Set<String> allowed;

    public AllowedHosts(Optional<List<String>> names) {
        this.allowed = names.orElse(List.of()).stream()
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    public boolean allows(String host) {
        return allowed.isEmpty()
                || host != null && allowed.contains(withoutPort(host).toLowerCase(Locale.ROOT));
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
