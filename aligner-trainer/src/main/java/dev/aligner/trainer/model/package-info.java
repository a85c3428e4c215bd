/**
 * The model that is trained: PyTorch's automatic differentiation behind {@link
 * dev.aligner.trainer.model.TrainingModel}. The one package of the trainer that knows tensors.
 */
@NullMarked
package dev.aligner.trainer.model;

import org.jspecify.annotations.NullMarked;
