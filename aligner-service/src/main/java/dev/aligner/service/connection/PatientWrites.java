package dev.aligner.service.connection;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection whose reader does not take one piece of what was written to it in time, however it trickles. It looks
 * only while something waits. Belongs to one connection, and to its event loop.
 */
final class PatientWrites extends ChannelOutboundHandlerAdapter {
    private static final int LOOKS = 4;

    private final long longest;
    /** Pieces that were taken: what waits first cannot be told by its identity, as buffers are used again. */
    private long taken;

    private long takenBefore;
    private long since;
    private boolean looking;

    private final ChannelFutureListener oneMore = written -> taken++;

    PatientWrites(Duration longest) {
        this.longest = longest.toNanos();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        var unused = context.write(message, promise.unvoid().addListener(oneMore));
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        context.flush();
        if (!looking && waits(context)) {
            looking = true;
            moved(context);
        }
    }

    private void moved(ChannelHandlerContext context) {
        takenBefore = taken;
        since = System.nanoTime();
        again(context);
    }

    private void again(ChannelHandlerContext context) {
        var unused = context.executor().schedule(() -> look(context), longest / LOOKS, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext context) {
        if (!waits(context)) {
            looking = false;
        } else if (taken != takenBefore) {
            moved(context);
        } else if (System.nanoTime() - since >= longest) {
            var unused = context.close();
        } else {
            again(context);
        }
    }

    private static boolean waits(ChannelHandlerContext context) {
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return buffer != null && !buffer.isEmpty();
    }
}
