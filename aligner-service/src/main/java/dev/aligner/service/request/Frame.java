package dev.aligner.service.request;

/** What a line of input was found to be; lines are numbered from 1, blank ones count and are left out. */
public sealed interface Frame {
    long number();

    /** @param bytes without the line's end */
    record Line(long number, byte[] bytes) implements Frame {}

    /** The line had more bytes than the limit, which were not kept. */
    record TooLong(long number) implements Frame {}
}
