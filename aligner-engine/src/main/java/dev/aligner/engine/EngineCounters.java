package dev.aligner.engine;

/**
 * What an engine has done since it started; each only grows.
 *
 * @param steps forward passes, failed ones included
 * @param failedSteps those that threw
 * @param computedTokens tokens that went through the model, prompts included
 * @param newTokens tokens written, without end tokens
 * @param ended requests that ended, in whichever way
 */
public record EngineCounters(long steps, long failedSteps, long computedTokens, long newTokens, long ended) {
    static final EngineCounters ZERO = new EngineCounters(0, 0, 0, 0, 0);

    EngineCounters stepped(int computed, int written) {
        return new EngineCounters(steps + 1, failedSteps, computedTokens + computed, newTokens + written, ended);
    }

    EngineCounters stepFailed() {
        return new EngineCounters(steps + 1, failedSteps + 1, computedTokens, newTokens, ended);
    }

    EngineCounters requestEnded() {
        return new EngineCounters(steps, failedSteps, computedTokens, newTokens, ended + 1);
    }
}
