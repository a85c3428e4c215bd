package dev.aligner.relay;

/** Whether answers pass as they came, and what would have been done to them is counted. */
public enum ShadowMode {
    OFF,
    /** It is found out when the answer has gone out. */
    ASYNC,
    /** An answer in one piece waits until it is found out, and its headers say it. */
    SYNC
}
