package dev.aligner.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Starts Spark with what a run depends on; what the operator has set stays as it is. */
final class Sessions {
    private Sessions() {}

    /** On the cluster that {@code spark-submit} names; without one, on all cores of this machine. */
    static SparkSession start() {
        return SparkSession.builder().config(conf(new SparkConf())).getOrCreate();
    }

    static SparkConf conf(SparkConf given) {
        return given.setIfMissing("spark.master", "local[*]")
                .setIfMissing("spark.app.name", "aligner-spark")
                // a task's files come into the output when the job is committed, and not before: whatever fails, each
                // row is there once
                .setIfMissing("spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "1")
                .set("spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs", "true")
                // dates of all centuries pass through unchanged
                .set("spark.sql.datetime.java8API.enabled", "true")
                // a data set may have both "Answer" and "answer"
                .set("spark.sql.caseSensitive", "true")
                // threads that spin for each other crawl where other processes want the same processors
                .setIfMissing("spark.executorEnv.GOMP_SPINCOUNT", "1000")
                .setIfMissing("spark.executorEnv.MALLOC_ARENA_MAX", "2")
                // nothing is fetched, nobody is told
                .setIfMissing("spark.executorEnv.DJL_OFFLINE", "true")
                .setIfMissing("spark.executorEnv.OPT_OUT_TRACKING", "true")
                .setIfMissing("spark.executorEnv.RUST_FLAVOR", "cpu");
    }
}
