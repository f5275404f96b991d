package run.opentrack.gateway;

import io.vertx.ext.web.Router;
import run.opentrack.gateway.connection.Pace;
import run.opentrack.gateway.forward.ForwardConfig;
import run.opentrack.gateway.limit.Limits;
import run.opentrack.gateway.memory.AnswerMemory;
import run.opentrack.gateway.ping.Ping;
import run.opentrack.gateway.route.Routes;
import run.opentrack.http.request.ShutdownState;

/** What all event loops share. */
record House(
        GatewayConfig config,
        ForwardConfig forwarding,
        AnswerMemory memory,
        Pace pace,
        Limits limits,
        ShutdownState draining,
        Routes routes,
        Ping ping,
        Router pages) {}
