package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aligner.core.ErrorCode;
import dev.aligner.core.Reason;
import dev.aligner.upstream.Untouched;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WhyTest {
    @ParameterizedTest
    @EnumSource
    void eachOfACodecsHasItsName(Untouched why) {
        assertThat(Why.of(why).wireName()).isEqualTo(why.wireName());
    }

    @ParameterizedTest
    @EnumSource
    void eachOfTheCorrectorsHasItsName(Reason reason) {
        assertThat(Why.of(reason).wireName()).isEqualTo(reason.wireName());
    }

    @ParameterizedTest
    @EnumSource
    void eachFailureHasItsName(ErrorCode code) {
        assertThat(Why.of(code).wireName()).isEqualTo(code.wireName());
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerMayBeBlockedForWhatTheCorrectorSaysAlone(Why why) {
        boolean codecs = Arrays.stream(Untouched.values())
                .anyMatch(untouched -> untouched.name().equals(why.name()) && untouched != Untouched.TOO_LARGE);

        assertThat(Why.ofCorrector().contains(why)).isNotEqualTo(codecs || other(why));
        assertThat(why.wireName()).isEqualTo(why.name().toLowerCase(Locale.ROOT));
    }

    private static boolean other(Why why) {
        return switch (why) {
            case DISABLED, SHADOW, ALREADY_ALIGNED, NON_2XX, NO_TRANSFORM, UNSUPPORTED_ENCODING -> true;
            case STRENGTH_ZERO, INVALID_FIELD, UNKNOWN_MODEL, CANCELLED -> true;
            case UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED -> true;
            default -> false;
        };
    }
}
