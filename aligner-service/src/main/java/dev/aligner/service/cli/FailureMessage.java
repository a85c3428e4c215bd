package dev.aligner.service.cli;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.service.wire.MalformedInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** One line for what was to be expected, and a code that tells the caller's fault from ours. */
final class FailureMessage implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult arguments) throws Exception {
        boolean expected = error instanceof AlignerException
                || error instanceof MalformedInputException
                || error instanceof IOException
                || error instanceof UncheckedIOException;
        if (!expected) {
            throw error;
        }
        command.getErr().println(error instanceof IOException ? error.toString() : error.getMessage());
        return callersFault(error) ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    private static boolean callersFault(Exception error) {
        if (error instanceof AlignerException known) {
            return known.code().blame() == ErrorCode.Blame.CALLER;
        }
        return error instanceof MalformedInputException;
    }
}
