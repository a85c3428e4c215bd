package dev.aligner.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Spark in this process, on two threads, as a run starts it. */
public final class LocalSpark {
    private LocalSpark() {}

    public static SparkSession start() {
        SparkConf conf = Sessions.conf(new SparkConf(false))
                .setMaster("local[2]")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.ui.enabled", "false")
                // making code for a few rows takes longer than reading them without
                .set("spark.sql.codegen.wholeStage", "false")
                .set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
                .set("spark.sql.shuffle.partitions", "2");
        return SparkSession.builder().config(conf).getOrCreate();
    }
}
