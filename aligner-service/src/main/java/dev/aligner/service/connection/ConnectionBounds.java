package dev.aligner.service.connection;

import dev.aligner.service.config.AlignerProperties;
import dev.aligner.service.config.ConnectionsProperties;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;
import reactor.netty.NettyPipeline;

/** Puts the bounds into each connection of the server. */
@Component
final class ConnectionBounds implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {
    private final ConnectionsProperties bounds;
    private final AtomicInteger open = new AtomicInteger();

    ConnectionBounds(AlignerProperties properties) {
        this.bounds = properties.connections();
    }

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(server -> server.doOnChannelInit((observer, channel, address) -> bound(channel)));
    }

    private void bound(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        boolean crowded = open.incrementAndGet() > bounds.max();
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        HeadDeadline head = new HeadDeadline(bounds.head());
        if (pipeline.context(NettyPipeline.HttpCodec) != null) {
            // behind TLS, where there is some: bytes are counted as the codec gets them
            pipeline.addBefore(NettyPipeline.HttpCodec, "aligner.reader", new PatientWrites(bounds.write()));
            pipeline.addBefore(NettyPipeline.HttpCodec, "aligner.head", head.bytes());
            pipeline.addAfter(NettyPipeline.HttpCodec, "aligner.request", head.requests());
            if (crowded) {
                pipeline.addBefore(NettyPipeline.HttpCodec, "aligner.crowd", new TurnedAway());
            }
        } else if (crowded) {
            var unused = channel.close();
        }
    }
}
