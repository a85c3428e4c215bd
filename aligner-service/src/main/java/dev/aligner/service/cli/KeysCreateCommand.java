package dev.aligner.service.cli;

import dev.aligner.service.access.ApiKey;
import dev.aligner.service.access.Scope;
import dev.aligner.service.wire.KeyLine;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code keys create}: a new key. It is shown once; what a keys file holds does not tell it. */
@Command(
        name = "create",
        description = {
            "Makes a key. Its line for the keys file goes to standard output, the key itself to standard error:",
            "  keys create --id ci --scopes correct >> keys.jsonl"
        },
        mixinStandardHelpOptions = true)
final class KeysCreateCommand implements Callable<Integer> {
    private static final byte[] LINE_END = {'\n'};

    private final Terminal terminal;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--id", required = true, description = "Who it is for; several keys may have one id.")
    String id = "";

    @Option(
            names = "--scopes",
            required = true,
            split = ",",
            description = "What it is for: some of correct, proxy, evidence:full, admin, metrics.")
    List<String> scopes = new ArrayList<>();

    @Option(names = "--requests-per-minute", description = "0 for no limit; without it, what all callers have.")
    @Nullable
    Long requestsPerMinute;

    @Option(names = "--tokens-per-minute", description = "The same for what correctors read and write.")
    @Nullable
    Long tokensPerMinute;

    @Option(names = "--concurrent", description = "The same for requests under way at once.")
    @Nullable
    Long concurrent;

    @Option(names = "--expires", description = "From when on it is refused, such as 2027-01-31T00:00:00Z.")
    @Nullable
    Instant expires;

    KeysCreateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        for (String scope : scopes) {
            if (Scope.of(scope).isEmpty() && spec != null) {
                throw new ParameterException(
                        spec.commandLine(), "--scopes: " + scope + " (expected: some of " + Scope.names() + ")");
            }
        }
        ApiKey key = ApiKey.random(new SecureRandom());
        KeyLine line =
                new KeyLine(id, key.sha256(), null, scopes, requestsPerMinute, tokensPerMinute, concurrent, expires);
        terminal.outBytes().write(line.write());
        terminal.outBytes().write(LINE_END);
        terminal.err().println("the key, shown this once: " + key.text());
        return 0;
    }
}
