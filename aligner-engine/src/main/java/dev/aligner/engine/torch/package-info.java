/** The one package that knows the PyTorch engine: TorchScript programs, tensors and their owners. */
@NullMarked
package dev.aligner.engine.torch;

import org.jspecify.annotations.NullMarked;
