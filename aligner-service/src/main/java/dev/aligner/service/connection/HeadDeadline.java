package dev.aligner.service.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose request's head does not come to its end in time, however it trickles. Time runs from the head's
 * first byte; a connection on which nothing comes is the idle timeout's. Belongs to one connection, and to its event loop.
 */
final class HeadDeadline {
    private final Duration longest;
    private boolean inBody;
    private int unanswered;
    /** Those that came whole. */
    private long heads;
    /** Whether the connection speaks HTTP no more. */
    private boolean upgraded;

    private @Nullable Future<?> deadline;

    HeadDeadline(Duration longest) {
        this.longest = longest;
    }

    /** Goes in front of the codec. */
    ChannelInboundHandler bytes() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object bytes) {
                boolean head = !inBody && !upgraded && deadline == null;
                long before = heads;
                context.fireChannelRead(bytes);
                // most come in one piece, and need no alarm
                if (head && heads == before && !upgraded && context.channel().isActive()) {
                    start(context);
                }
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                stop();
                context.fireChannelInactive();
            }
        };
    }

    /** Goes behind the codec. */
    ChannelDuplexHandler requests() {
        return new ChannelDuplexHandler() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof HttpRequest) {
                    heads++;
                    unanswered++;
                    inBody = true;
                    stop();
                }
                if (message instanceof LastHttpContent) {
                    inBody = false;
                }
                context.fireChannelRead(message);
            }

            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                boolean notYet = message instanceof HttpResponse response
                        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
                upgraded |= notYet && ((HttpResponse) message).status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
                if (message instanceof LastHttpContent && !notYet) {
                    unanswered--;
                }
                var unused = context.write(message, promise);
            }
        };
    }

    private void start(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> passed(context), longest.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stop() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void passed(ChannelHandlerContext context) {
        if (unanswered > 0) {
            // the beginning of the next request came early: what is being answered is not broken off for it
            start(context);
            return;
        }
        context.writeAndFlush(TurnedAway.answer("408 Request Timeout", "")).addListener(ChannelFutureListener.CLOSE);
    }
}
