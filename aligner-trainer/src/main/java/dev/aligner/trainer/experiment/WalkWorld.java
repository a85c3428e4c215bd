package dev.aligner.trainer.experiment;

import dev.aligner.trainer.example.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Walks through a maze: a room to begin with and a list of doors, and as the target the rooms that one comes through. Each
 * door leads from each room to another, by a fixed plan. What comes next depends on what was just written, and nothing
 * later brings a walker back who took a wrong turn: slips add up, as they do in text.
 */
final class WalkWorld {
    static final int END = 0;
    private static final int GO = 1;
    private static final int FIRST_ROOM = 2;
    private static final int ROOMS = 16;
    private static final int FIRST_DOOR = FIRST_ROOM + ROOMS;
    private static final int DOORS = 6;
    private static final int LENGTH = 10;
    static final int VOCABULARY = FIRST_DOOR + DOORS;

    /** The rooms and the end. */
    static final int TARGETS = LENGTH + 1;

    private final Random random;
    private final List<List<Integer>> plan = new ArrayList<>();

    WalkWorld(long seed) {
        random = new Random(seed);
        // the same maze in every run; a door leads two rooms never into one, so that a slip is never forgiven
        Random maze = new Random(3);
        for (int door = 0; door < DOORS; door++) {
            List<Integer> rooms = new ArrayList<>();
            for (int room = 0; room < ROOMS; room++) {
                rooms.add(FIRST_ROOM + room);
            }
            Collections.shuffle(rooms, maze);
            plan.add(rooms);
        }
    }

    /** The room behind a door. */
    int behind(int room, int door) {
        return plan.get(door - FIRST_DOOR).get(room - FIRST_ROOM);
    }

    /** Doors, the first room, a sign to go, the rooms, the end: each door is as far from its room as every other. */
    Example walk() {
        int from = LENGTH + 2;
        int[] tokens = new int[from + TARGETS];
        int room = FIRST_ROOM + random.nextInt(ROOMS);
        tokens[LENGTH] = room;
        tokens[LENGTH + 1] = GO;
        for (int step = 0; step < LENGTH; step++) {
            int door = FIRST_DOOR + random.nextInt(DOORS);
            room = behind(room, door);
            tokens[step] = door;
            tokens[from + step] = room;
        }
        tokens[tokens.length - 1] = END;
        return new Example(tokens, from);
    }

    List<Example> walks(int count) {
        List<Example> walks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            walks.add(walk());
        }
        return walks;
    }
}
