@NullMarked
package dev.aligner.spark.service;

import org.jspecify.annotations.NullMarked;
