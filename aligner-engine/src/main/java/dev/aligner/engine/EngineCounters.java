package dev.aligner.engine;

/**
 * What an engine has done since it started; each only grows.
 *
 * @param steps forward passes, failed ones included
 * @param failedSteps those that threw
 * @param computedTokens tokens that went through the model, prompts and drafts included
 * @param newTokens tokens written, without end tokens
 * @param draftedTokens tokens of drafts that went through the model
 * @param acceptedTokens those of them that were right
 * @param ended requests that ended, in whichever way
 */
public record EngineCounters(
        long steps,
        long failedSteps,
        long computedTokens,
        long newTokens,
        long draftedTokens,
        long acceptedTokens,
        long ended) {
    static final EngineCounters ZERO = new EngineCounters(0, 0, 0, 0, 0, 0, 0);

    EngineCounters stepped(int computed) {
        return new EngineCounters(
                steps + 1, failedSteps, computedTokens + computed, newTokens, draftedTokens, acceptedTokens, ended);
    }

    EngineCounters wrote(int written, int drafted, int accepted) {
        return new EngineCounters(
                steps,
                failedSteps,
                computedTokens,
                newTokens + written,
                draftedTokens + drafted,
                acceptedTokens + accepted,
                ended);
    }

    EngineCounters stepFailed() {
        return new EngineCounters(
                steps + 1, failedSteps + 1, computedTokens, newTokens, draftedTokens, acceptedTokens, ended);
    }

    EngineCounters requestEnded() {
        return new EngineCounters(
                steps, failedSteps, computedTokens, newTokens, draftedTokens, acceptedTokens, ended + 1);
    }
}
