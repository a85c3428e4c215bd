package dev.aligner.spark.executor;

import dev.aligner.core.AlignerException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.jspecify.annotations.Nullable;

/**
 * Where a task runs.
 *
 * @param executor Spark's name of the executor
 * @param cores that the executor may use
 * @param tasks that run in it at once
 * @param gpu address of the GPU that Spark gave the task ({@code spark.task.resource.gpu.amount}), or null
 */
record ExecutorPlace(
        String executor, int cores, int tasks, @Nullable String gpu) {
    /** Stands in an address for {@link #gpu}. */
    static final String GPU = "{gpu}";

    private static final Pattern LOCAL = Pattern.compile("local\\[(\\d+)[,\\]].*");

    /** Of the task that asks. */
    static ExecutorPlace here() {
        SparkConf conf = SparkEnv.get().conf();
        TaskContext task = TaskContext.get();
        int cores = cores(conf.get("spark.executor.cores", ""), conf.get("spark.master", ""));
        Map<String, ResourceInformation> resources = task.resourcesJMap();
        ResourceInformation gpus = resources.get("gpu");
        String gpu = gpus == null || gpus.addresses().length == 0 ? null : gpus.addresses()[0];
        return new ExecutorPlace(SparkEnv.get().executorId(), cores, Math.max(1, cores / task.cpus()), gpu);
    }

    /** A local master has its threads in its name; a worker that was not told otherwise gives all of its machine. */
    static int cores(String configured, String master) {
        Matcher local = LOCAL.matcher(master);
        if (local.matches()) {
            return Integer.parseInt(local.group(1));
        }
        return configured.isEmpty() || master.startsWith("local")
                ? (master.equals("local") ? 1 : Runtime.getRuntime().availableProcessors())
                : Integer.parseInt(configured);
    }

    /**
     * An address with the GPU's in the place of {@link #GPU}: where each GPU has a server of its own.
     *
     * @throws AlignerException INVALID_FIELD where there is no GPU to put there
     */
    String address(String template) {
        if (!template.contains(GPU)) {
            return template;
        }
        if (gpu == null) {
            throw AlignerException.invalidField(
                    "gpu", "address: " + GPU + " for a task without a GPU (expected: spark.task.resource.gpu.amount)");
        }
        return template.replace(GPU, gpu);
    }
}
