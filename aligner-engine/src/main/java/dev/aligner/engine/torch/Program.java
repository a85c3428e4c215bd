package dev.aligner.engine.torch;

import ai.djl.Model;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;

/** A loaded program. Owned by the thread that made it. */
final class Program implements AutoCloseable {
    private final Model model;
    private final PtSymbolBlock block;

    Program(String source) {
        model = Model.newInstance("program", "PyTorch");
        try {
            block = ProgramArchive.load(model, source);
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    /** Runs a method without gradients. The caller owns the arguments and the result. */
    IValue run(String method, IValue... arguments) {
        return IValueUtils.runMethod(block, method, arguments);
    }

    @Override
    public void close() {
        model.close();
    }
}
