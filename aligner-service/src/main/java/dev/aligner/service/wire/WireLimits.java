package dev.aligner.service.wire;

import java.time.Duration;

/**
 * Bounds of one request's fields.
 *
 * @param questionChars code points of the question, or of all messages together
 * @param answerChars code points
 * @param instructionChars code points
 * @param messages turns of a conversation
 * @param defaultTimeout where a request names none
 * @param maxTimeout the longest a request may name
 */
public record WireLimits(
        int questionChars,
        int answerChars,
        int instructionChars,
        int messages,
        Duration defaultTimeout,
        Duration maxTimeout) {}
