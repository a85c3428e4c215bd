package dev.aligner.gateway;

import dev.aligner.relay.AnswerTally;
import dev.aligner.relay.Shadow;
import dev.aligner.relay.ShadowMode;
import java.time.Duration;

/**
 * What a route's answers meet beside their correction.
 *
 * @param watching whether they go out as they came
 * @param heartbeat how long a stream may be quiet
 */
record AnswerSurface(ShadowMode watching, Shadow shadow, AnswerTally tally, Duration heartbeat) {}
