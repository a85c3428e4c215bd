package dev.aligner.service.benchmark;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * An upstream that costs next to nothing: the bytes of its answers are made once, and no request's body is looked at. The
 * query says which answer: see {@link Script}. Argument: port.
 */
final class MockUpstream {
    /** A query: when clients left in the middle of a stream, by {@link System#nanoTime}, since it was asked last. */
    static final String DEPARTURES = "?departures";

    private static final Queue<Long> DEPARTED = new ConcurrentLinkedQueue<>();
    private static final byte[] END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private MockUpstream() {}

    public static void main(String[] arguments) throws InterruptedException {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpRequestDecoder(), new Answering());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]))
                .sync()
                .channel();
        server.closeFuture().sync();
    }

    private static ByteBuf ready(byte[] bytes) {
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes))
                .asReadOnly();
    }

    private static ByteBuf chunk(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ready((Integer.toHexString(bytes.length) + "\r\n" + text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Of one connection, on its event loop. */
    private static final class Answering extends ChannelInboundHandlerAdapter {
        private static final ByteBuf JSON = ready(("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                        + "content-length: " + Conversation.answer().getBytes(StandardCharsets.UTF_8).length
                        + "\r\n\r\n"
                        + Conversation.answer())
                .getBytes(StandardCharsets.UTF_8));
        private static final ByteBuf STREAM = ready(
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        private static final List<ByteBuf> EVENTS =
                Conversation.events().stream().map(MockUpstream::chunk).toList();
        private static final ByteBuf LAST = ready(END);

        private Script script = Script.JSON;
        private boolean asked;
        private boolean streaming;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                script = Script.of(request.uri());
                asked = request.uri().endsWith(DEPARTURES);
            }
            if (message instanceof LastHttpContent) {
                if (asked) {
                    send(context, departed());
                } else if (script == Script.JSON) {
                    send(context, JSON);
                } else {
                    streaming = true;
                    send(context, STREAM);
                    event(context, 0);
                }
            }
            ReferenceCountUtil.release(message);
        }

        private static ByteBuf departed() {
            StringBuilder times = new StringBuilder();
            for (Long time = DEPARTED.poll(); time != null; time = DEPARTED.poll()) {
                times.append(times.isEmpty() ? "" : " ").append(time);
            }
            return ready(("HTTP/1.1 200 OK\r\ncontent-length: " + times.length() + "\r\n\r\n" + times)
                    .getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (streaming) {
                DEPARTED.add(System.nanoTime());
            }
        }

        /** Whether it arrives is the reader's to see. */
        private static void send(ChannelHandlerContext context, ByteBuf bytes) {
            var unused = context.writeAndFlush(bytes.duplicate());
        }

        private void event(ChannelHandlerContext context, int index) {
            int next = index;
            do {
                if (next == EVENTS.size()) {
                    streaming = false;
                    send(context, LAST);
                    return;
                }
                send(context, EVENTS.get(next++));
            } while (script.pace().isZero());
            if (context.channel().isActive()) {
                int later = next;
                var unused = context.executor()
                        .schedule(() -> event(context, later), script.pace().toNanos(), TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var unused = context.close();
        }
    }
}
