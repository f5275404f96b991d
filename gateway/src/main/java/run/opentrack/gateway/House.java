package run.opentrack.gateway;

import io.vertx.ext.web.Router;
import run.opentrack.gateway.connection.Pace;
import run.opentrack.gateway.forward.ForwardConfig;
import run.opentrack.gateway.limit.Limits;
import run.opentrack.gateway.memory.AnswerMemory;
import run.opentrack.gateway.ping.Ping;
import run.opentrack.gateway.route.Routes;
import run.opentrack.wire.request.Draining;

/** What all event loops share. */
record House(
        GatewayConfig config,
        ForwardConfig forwarding,
        AnswerMemory memory,
        Pace pace,
        Limits limits,
        Draining draining,
        Routes routes,
        Ping ping,
        Router pages) {}
