package dev.aligner.spark.run;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.spark.executor.Correcting;
import dev.aligner.spark.executor.Counters;
import dev.aligner.spark.executor.Introduction;
import dev.aligner.spark.manifest.Chunk;
import dev.aligner.spark.manifest.Manifest;
import dev.aligner.spark.manifest.ModelName;
import dev.aligner.spark.plan.Lengths;
import dev.aligner.spark.plan.Plan;
import dev.aligner.spark.rows.Layout;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Corrects a data set, or goes on with it. */
public final class DataSetRun {
    private final SparkSession session;
    private final RunSettings settings;
    private final Consumer<String> progress;
    private final RunFolder folder;
    private final String group = "aligner-" + UUID.randomUUID();

    /** @param progress told in lines of how far it is; by more than one thread */
    public DataSetRun(SparkSession session, RunSettings settings, Consumer<String> progress) {
        this.session = session;
        this.settings = settings;
        this.progress = progress;
        this.folder = new RunFolder(settings.output().folder(), hadoop());
    }

    /** @throws AlignerException INVALID_FIELD where what is asked for does not fit the input or the run that was begun */
    public Summary run() {
        Manifest begun = folder.manifest();
        if (!settings.resume() && !folder.isEmpty()) {
            throw AlignerException.invalidField(
                    "out",
                    "out: " + settings.output().folder()
                            + ": not empty (expected: a new folder, or --resume to go on with a run)");
        }
        String input = InputFiles.digest(settings.input().paths(), hadoop());
        Map<String, String> described = settings.described();
        if (begun != null) {
            begun.requireSame(input, described, model());
            return correct(begun);
        }
        ModelName model = model();
        Manifest planned = plan(input, described, model);
        folder.write(planned);
        return correct(planned);
    }

    private ModelName model() {
        describe("corrector");
        StructType name = new StructType().add("id", DataTypes.StringType).add("digest", DataTypes.StringType);
        Row row = session.range(0, 1, 1, 1)
                .selectExpr("string(id)")
                .mapPartitions(
                        new Introduction(settings.source(), settings.pace().inFlight()), Encoders.row(name))
                .collectAsList()
                .get(0);
        return new ModelName(row.getString(0), row.getString(1));
    }

    private Manifest plan(String digest, Map<String, String> described, ModelName model) {
        Dataset<Row> input = settings.input()
                .format()
                .read(session, settings.input().schema(), settings.input().paths());
        Layout layout = layout(input.schema());
        Planning planning = new Planning(session, layout);
        describe("lengths of all rows");
        Lengths lengths = planning.measure(input);
        Plan plan = Plan.of(
                lengths, settings.pace().partitionTokens(), settings.pace().chunkParts());
        describe("rows by length, in " + plan.parts() + " partitions");
        planning.write(input, plan, folder.plan());
        List<Chunk> chunks = plan.parts() == 0 ? List.of() : planning.chunks(folder.plan());
        Manifest manifest = Manifest.of(digest, described, model, layout.input().json(), plan, chunks);
        long counted =
                plan.buckets().stream().mapToLong(bucket -> bucket.rows()).sum();
        if (counted != manifest.rows()) {
            throw AlignerException.of(
                    ErrorCode.INVALID_FIELD,
                    "in: " + manifest.rows() + " rows planned (expected: " + counted
                            + ", as counted before; an input that does not change)");
        }
        progress.accept(String.format(
                Locale.ROOT, "planned: %,d rows in %,d partitions, %,d chunks", counted, plan.parts(), chunks.size()));
        return manifest;
    }

    private Layout layout(StructType input) {
        return new Layout(input, settings.input().columns(), settings.output().results());
    }

    private Summary correct(Manifest manifest) {
        Layout layout = layout((StructType) DataType.fromJson(manifest.schema()));
        Correcting correcting = new Correcting(
                settings.source(),
                manifest.model(),
                layout,
                settings.wanted(),
                settings.pace().inFlight(),
                settings.pace().patience().toMillis(),
                settings.strict(),
                Counters.in(session.sparkContext()));
        ChunkRun chunkRun = new ChunkRun(session, folder, correcting, settings.output());
        List<Chunk> open = manifest.chunks().stream()
                .filter(chunk -> !chunkRun.isDone(chunk))
                .toList();
        if (open.size() < manifest.chunks().size()) {
            progress.accept(manifest.chunks().size() - open.size() + " chunks are corrected already");
        }
        new Overlap(() -> session.sparkContext().cancelJobGroup(group))
                .run(open.stream()
                        .<Runnable>map(chunk -> () -> {
                            describe(text(chunk, manifest));
                            chunkRun.correct(chunk);
                            progress.accept("corrected: " + text(chunk, manifest));
                        })
                        .toList());
        return finish(manifest, layout);
    }

    private static String text(Chunk chunk, Manifest manifest) {
        return String.format(
                Locale.ROOT,
                "chunk %,d of %,d: %,d rows, about %,d tokens",
                chunk.number() + 1,
                manifest.chunks().size(),
                chunk.rows(),
                chunk.tokens());
    }

    private Summary finish(Manifest manifest, Layout layout) {
        describe("summary");
        String corrections = ChunkRun.corrections(settings.output().format());
        Summary summary = manifest.chunks().isEmpty()
                ? new Summary(0, 0, 0, 0, 0)
                : Summary.of(session.read().schema(layout.output()).parquet(folder.all(corrections)), layout.results());
        folder.write("summary.json", summary.json());
        if (!settings.output().keepPlan()) {
            folder.delete(folder.plan());
        }
        return summary;
    }

    /** What Spark's UI calls the jobs of this thread. */
    private void describe(String what) {
        session.sparkContext().setJobGroup(group, "aligner: " + what, true);
    }

    private Configuration hadoop() {
        SparkContext context = session.sparkContext();
        return context.hadoopConfiguration();
    }
}
