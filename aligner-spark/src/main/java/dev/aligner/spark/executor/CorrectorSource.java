package dev.aligner.spark.executor;

import java.io.Serializable;
import java.util.Map;

/** Where an executor has its corrector from. Equal ones are the same corrector. */
public sealed interface CorrectorSource extends Serializable permits LocalModel, RemoteModel, RunningService {
    /** Corrections at once, of one executor. */
    int slots();

    /** What of it decides what comes out, by name: for the manifest. */
    Map<String, String> described();
}
