/** A corrector that is a running service, asked over its batch endpoint. No Spark. */
@NullMarked
package dev.aligner.spark.service;

import org.jspecify.annotations.NullMarked;
