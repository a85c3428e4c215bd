package dev.aligner.service.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/** A connection too many: its first bytes are answered, and it is closed. */
final class TurnedAway extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        ReferenceCountUtil.release(bytes);
        context.writeAndFlush(answer("503 Service Unavailable", "Retry-After: 1\r\n"))
                .addListener(ChannelFutureListener.CLOSE);
    }

    /** An answer without a body, to be sent past the codec. */
    static ByteBuf answer(String status, String header) {
        return Unpooled.copiedBuffer(
                "HTTP/1.1 " + status + "\r\n" + header + "Connection: close\r\nContent-Length: 0\r\n\r\n",
                StandardCharsets.US_ASCII);
    }
}
