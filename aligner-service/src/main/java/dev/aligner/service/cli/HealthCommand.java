package dev.aligner.service.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code health}: asks a service that runs, for images in which there is nothing else to ask with. */
@Command(
        name = "health",
        description = "Asks a service whether it is ready.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is", "1:it is not, or does not answer", "2:the arguments are wrong"})
final class HealthCommand implements Callable<Integer> {
    private static final int MILLIS = (int) Duration.ofSeconds(3).toMillis();

    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080/readyz",
            description = "What to ask; absent for ${DEFAULT-VALUE}.")
    String url = "";

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    HealthCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try {
            int status = status(connection());
            if (status == HttpURLConnection.HTTP_OK) {
                return CommandLine.ExitCode.OK;
            }
            terminal.err().println("not ready: " + status);
        } catch (IOException e) {
            terminal.err().println("no answer: " + e.getMessage());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The JDK's oldest client: it starts no threads, and a check that takes long is a check that fails. */
    private HttpURLConnection connection() throws IOException {
        try {
            if (new URI(url).toURL().openConnection() instanceof HttpURLConnection http) {
                return http;
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), "URL: " + url + " (expected: http://…)", e);
        }
        throw new CommandLine.ParameterException(spec.commandLine(), "URL: " + url + " (expected: http://…)");
    }

    private static int status(HttpURLConnection connection) throws IOException {
        connection.setConnectTimeout(MILLIS);
        connection.setReadTimeout(MILLIS);
        connection.setInstanceFollowRedirects(false);
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }
}
