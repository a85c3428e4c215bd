package dev.aligner.trainer.train;

import dev.aligner.core.AlignerException;
import dev.aligner.trainer.data.CorrectionRow;
import dev.aligner.trainer.data.Row;
import dev.aligner.trainer.recipe.DataSource;
import dev.aligner.trainer.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads a recipe's files. What is left to chance depends on the seed and a row's place, not on the rows before it. */
final class DataReader<T extends Row> {
    private enum Chance {
        SHARE(1),
        IDENTITY(2),
        HELD_OUT(3);

        private final long number;

        Chance(long number) {
            this.number = number;
        }
    }

    private final Recipe recipe;
    private final UnitMaker<T> maker;
    private final List<Unit> first = new ArrayList<>();
    private final List<Unit> each = new ArrayList<>();
    private final PriorityQueue<Lot<T>> heldOut = new PriorityQueue<>(
            Comparator.comparingDouble((Lot<T> lot) -> lot.number()).reversed());
    private final List<DataSummary.FileSummary> files = new ArrayList<>();
    private int identities;

    private DataReader(Recipe recipe, UnitMaker<T> maker) {
        this.recipe = recipe;
        this.maker = maker;
    }

    /**
     * @throws AlignerException INVALID_FIELD at a bad row, or where nothing is left to train on
     */
    static <T extends Row> TrainingData read(Recipe recipe, UnitMaker<T> maker) {
        DataReader<T> reader = new DataReader<>(recipe, maker);
        for (int file = 0; file < recipe.data().size(); file++) {
            reader.read(file, recipe.data().get(file));
        }
        return reader.data();
    }

    private void read(int index, DataSource file) {
        Tally tally = new Tally();
        try (Stream<UnitMaker.Placed<T>> rows = maker.read(file.path(), file.instructions())) {
            rows.forEachOrdered(read -> {
                tally.rows++;
                T row = file.copied() ? maker.copied(read.row()) : read.row();
                UnitMaker.Placed<T> placed = new UnitMaker.Placed<>(read.origin(), row);
                if (!file.takes(row.source())) {
                    tally.drop("another source");
                } else if (row.split().equals(file.split())) {
                    train(index, file, placed, tally);
                } else if (recipe.evaluation().every() > 0
                        && row.split().equals(recipe.evaluation().split())) {
                    tally.drop("held out");
                    holdOut(index, placed);
                } else {
                    tally.drop("another split");
                }
            });
        }
        files.add(tally.summary(file.path()));
    }

    private void train(int index, DataSource file, UnitMaker.Placed<T> placed, Tally tally) {
        double share = file.share();
        int times = (int) share + (chance(Chance.SHARE, index, placed) < share - (int) share ? 1 : 0);
        if (times == 0) {
            tally.drop("not in the share");
            return;
        }
        UnitMaker.Result result = make(placed);
        if (result instanceof UnitMaker.Result.Dropped dropped) {
            tally.drop(dropped.reason());
        } else if (result instanceof UnitMaker.Result.Kept kept) {
            for (int i = 0; i < times; i++) {
                each.add(kept.unit());
            }
            tally.use(placed.row(), times);
            if (chance(Chance.IDENTITY, index, placed) < recipe.identities().share()) {
                addIdentity(placed);
            }
        }
    }

    /** Of a size that fits a batch. */
    private UnitMaker.Result make(UnitMaker.Placed<T> placed) {
        UnitMaker.Result result = maker.make(placed.origin(), placed.row());
        return result instanceof UnitMaker.Result.Kept kept && !fits(kept.unit())
                ? new UnitMaker.Result.Dropped("does not fit a batch")
                : result;
    }

    private boolean fits(Unit unit) {
        return (long) unit.size().sequences() * unit.size().tokens()
                <= recipe.batch().tokens();
    }

    private void addIdentity(UnitMaker.Placed<T> placed) {
        if (maker instanceof CorrectionUnits corrections
                && placed.row() instanceof CorrectionRow row
                && corrections.make(
                                placed.origin(),
                                CorrectionUnits.identity(
                                        row, recipe.identities().place()))
                        instanceof UnitMaker.Result.Kept kept) {
            switch (recipe.identities().place()) {
                case FIRST -> first.add(kept.unit());
                case MIXED -> each.add(kept.unit());
            }
            identities++;
        }
    }

    /** Keeps the rows with the smallest numbers. */
    private void holdOut(int index, UnitMaker.Placed<T> placed) {
        heldOut.add(new Lot<>(chance(Chance.HELD_OUT, index, placed), placed));
        if (heldOut.size() > recipe.evaluation().examples()) {
            heldOut.remove();
        }
    }

    private TrainingData data() {
        if (each.isEmpty()) {
            throw AlignerException.invalidField("data", "data: no row to train on; of " + files);
        }
        List<Unit> held = heldOut.stream()
                .sorted(Comparator.comparingDouble(Lot::number))
                .map(lot -> make(lot.placed()))
                .filter(UnitMaker.Result.Kept.class::isInstance)
                .map(kept -> ((UnitMaker.Result.Kept) kept).unit())
                .toList();
        return new TrainingData(
                first, each, held, new DataSummary(List.copyOf(files), each.size(), identities, held.size()));
    }

    private double chance(Chance what, int file, UnitMaker.Placed<T> placed) {
        long place = recipe.seed() * 31 + what.number;
        place = new SplittableRandom(place + ((long) file << 40)).nextLong()
                + placed.origin().line();
        return new SplittableRandom(place).nextDouble();
    }

    private record Lot<T>(double number, UnitMaker.Placed<T> placed) {}

    private static final class Tally {
        private long rows;
        private final Map<String, Integer> used = new TreeMap<>();
        private final Map<String, Integer> dropped = new TreeMap<>();
        private final TreeSet<String> licences = new TreeSet<>();

        void drop(String reason) {
            dropped.merge(reason, 1, Integer::sum);
        }

        void use(Row row, int times) {
            used.merge(row.source(), times, Integer::sum);
            String licence = row.licence();
            licences.add(licence == null ? "not said" : licence);
        }

        DataSummary.FileSummary summary(Path file) {
            return new DataSummary.FileSummary(
                    file.toString(), Digest.sha256(file), rows, used, dropped, List.copyOf(licences));
        }
    }
}
