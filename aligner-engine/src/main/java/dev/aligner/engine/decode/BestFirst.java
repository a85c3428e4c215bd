package dev.aligner.engine.decode;

/**
 * Hands out tokens from the most probable down, ties by the lower id: a heap, because a few of tens of thousands are
 * wanted and sorting all of them for each token would show in the speed of decoding.
 */
final class BestFirst {
    private final float[] scores;
    private final int[] heap;
    private int size;

    BestFirst(float[] scores, int[] ids) {
        this.scores = scores;
        this.heap = ids.clone();
        this.size = ids.length;
        for (int i = size / 2 - 1; i >= 0; i--) {
            siftDown(i);
        }
    }

    /** The best one not handed out yet; there must be one. */
    int next() {
        int best = heap[0];
        heap[0] = heap[--size];
        siftDown(0);
        return best;
    }

    private void siftDown(int start) {
        int parent = start;
        int id = heap[parent];
        for (int child = 2 * parent + 1; child < size; child = 2 * parent + 1) {
            if (child + 1 < size && isBetter(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBetter(heap[child], id)) {
                break;
            }
            heap[parent] = heap[child];
            parent = child;
        }
        heap[parent] = id;
    }

    private boolean isBetter(int left, int right) {
        return scores[left] > scores[right] || (scores[left] == scores[right] && left < right);
    }
}
