package dev.aligner.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfile$;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParseResult;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** What docs/spark.md has typed for a cluster, read as spark-submit reads it, and behind that as this program does. */
class SubmittedCommandsTest {
    private static final Pattern SHOWN =
            Pattern.compile("<!-- held by: SubmittedCommandsTest -->\n```sh\nspark-submit (.*?)\n```", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** @param at which of the page's commands */
    private static SparkSubmitArguments submitted(int at) throws IOException {
        Matcher shown = SHOWN.matcher(Files.readString(Path.of("../docs/spark.md")));
        List<String> commands = new ArrayList<>();
        while (shown.find()) {
            commands.add(shown.group(1).replace("\\\n", " "));
        }
        assertThat(commands).hasSize(2);
        List<String> words = WORD.matcher(commands.get(at))
                .results()
                .map((MatchResult word) -> word.group(1) == null ? word.group(2) : word.group(1))
                .toList();
        return new SparkSubmitArguments(
                CollectionConverters.asScala(words).toSeq(), Map$.MODULE$.<String, String>empty());
    }

    private static ParseResult taken(SparkSubmitArguments submitted) {
        assertThat(submitted.master()).startsWith("spark://");
        assertThat(submitted.primaryResource()).endsWith("aligner-spark/target/aligner-spark.jar");
        return SparkApplication.commandLine()
                .parseArgs(CollectionConverters.asJava(submitted.childArgs()).toArray(String[]::new))
                .subcommand();
    }

    private static SparkConf conf(SparkSubmitArguments submitted) {
        SparkConf conf = new SparkConf(false);
        CollectionConverters.asJava(submitted.sparkProperties()).forEach(conf::set);
        return conf.set("spark.executor.cores", submitted.executorCores()).set("spark.master", submitted.master());
    }

    @Test
    void theModelIsReadInEachExecutor() throws IOException {
        SparkSubmitArguments submitted = submitted(0);

        ParseResult correct = taken(submitted);

        assertThat(correct.hasMatchedOption("--model")).isTrue();
        assertThat(correct.hasMatchedOption("--remote")).isFalse();
        assertThat(conf(submitted).getSizeAsGb("spark.executor.memoryOverhead")).isEqualTo(2);
    }

    @Test
    void theTasksOfAnExecutorShareOneGpu() throws IOException {
        SparkSubmitArguments submitted = submitted(1);

        ParseResult correct = taken(submitted);

        assertThat(correct.matchedOptionValue("--remote", "")).contains("{gpu}");
        SparkConf conf = conf(submitted);
        ResourceProfile$.MODULE$.clearDefaultProfile();
        try {
            ResourceProfile profile = ResourceProfile$.MODULE$.getOrCreateDefaultProfile(conf);
            assertThat(profile.executorResourcesJMap().get("gpu"))
                    .satisfies(gpu -> assertThat(gpu.amount()).isEqualTo(1));
            assertThat(profile.taskResourcesJMap().get("gpu"))
                    .satisfies(gpu -> assertThat(gpu.amount()).isEqualTo(0.25));
            assertThat(profile.maxTasksPerExecutor(conf)).isEqualTo(4);
        } finally {
            ResourceProfile$.MODULE$.clearDefaultProfile();
        }
    }
}
