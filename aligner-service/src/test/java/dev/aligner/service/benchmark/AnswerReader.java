package dev.aligner.service.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Finds the end of one answer in the bytes of a connection, and keeps of it what it is told to. Cheap, not strict. */
final class AnswerReader {
    private static final String LENGTH = "\r\ncontent-length:";

    private enum In {
        HEAD,
        SIZE,
        CHUNK,
        BEHIND_CHUNK,
        BODY,
        END
    }

    private final StringBuilder head = new StringBuilder(512);
    private final StringBuilder body = new StringBuilder();
    private final boolean keep;
    private In in = In.HEAD;
    private long left;
    private boolean last;
    private long bytes;

    /** @param keep whether the body is wanted itself */
    AnswerReader(boolean keep) {
        this.keep = keep;
    }

    /** The next bytes that came. */
    void push(byte[] piece, int length) {
        int at = 0;
        while (at < length && in != In.END) {
            switch (in) {
                case CHUNK, BODY -> at += content(piece, at, length);
                default -> character((char) (piece[at++] & 0xff));
            }
        }
    }

    private int content(byte[] piece, int at, int length) {
        int taken = (int) Math.min(left, length - at);
        if (keep) {
            body.append(new String(piece, at, taken, StandardCharsets.ISO_8859_1));
        }
        bytes += taken;
        left -= taken;
        if (left == 0) {
            in = in == In.BODY ? In.END : In.BEHIND_CHUNK;
        }
        return taken;
    }

    private void character(char next) {
        switch (in) {
            case HEAD -> {
                head.append(next);
                if (next == '\n' && head.length() > 3 && head.charAt(head.length() - 3) == '\n') {
                    headEnds();
                }
            }
            case SIZE -> {
                if (next == '\n') {
                    last = left == 0;
                    in = last ? In.BEHIND_CHUNK : In.CHUNK;
                } else if (next != '\r') {
                    left = left * 16 + Character.digit(next, 16);
                }
            }
            default -> {
                if (next == '\n') {
                    in = last ? In.END : In.SIZE;
                }
            }
        }
    }

    private void headEnds() {
        int at = head.toString().toLowerCase(Locale.ROOT).indexOf(LENGTH);
        if (at < 0) {
            in = In.SIZE;
            return;
        }
        int value = at + LENGTH.length();
        left = Long.parseLong(head.substring(value, head.indexOf("\r", value)).strip());
        in = left == 0 ? In.END : In.BODY;
    }

    boolean ended() {
        return in == In.END;
    }

    /** Whether the answer is one of success, as far as it came. */
    boolean good() {
        return head.indexOf(" 200 ") == "HTTP/1.1".length();
    }

    /** Of the body, so far. */
    long bytes() {
        return bytes;
    }

    String body() {
        return body.toString();
    }

    String header(String name) {
        String line = "\n" + name + ":";
        int at = head.toString().toLowerCase(Locale.ROOT).indexOf(line);
        return at < 0
                ? ""
                : head.substring(at + line.length(), head.indexOf("\r", at)).strip();
    }
}
