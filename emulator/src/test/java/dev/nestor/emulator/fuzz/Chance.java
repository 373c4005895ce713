package dev.nestor.emulator.fuzz;

import java.util.SplittableRandom;

/** A seeded source of choices that leans towards what breaks things: bounds, neighbours of bounds, single bits. */
final class Chance {
    private static final long[] BOUNDS = {
        0,
        1,
        2,
        3,
        4,
        7,
        8,
        16,
        63,
        64,
        127,
        128,
        129,
        0xFF,
        0xFFF,
        0x1000,
        0x1001,
        0x3FFF,
        0x4000,
        0x4001,
        0xFFFF,
        0x1_0000,
        0xF_FFFF,
        0x10_0000,
        0x10_0001,
        0x7FFF_FFFFL,
        0x8000_0000L,
        0xFFFF_FFFFL,
        0x1_0000_0000L,
        0x000F_FFFF_FFFF_FFFFL,
        0x0FFF_FFFF_FFFF_FFFFL,
        0x4000_0000_0000_0000L,
        0xC000_0000_0000_0000L
    };

    private final SplittableRandom random;

    /** Choices that follow from {@code seed} alone. */
    Chance(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A number from 0 to {@code bound} - 1. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** True once in {@code n} times. */
    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** Any 64 bits, each as likely. */
    long bits() {
        return random.nextLong();
    }

    /** One of some values. */
    long of(long... values) {
        return values[random.nextInt(values.length)];
    }

    /** A bound, one beside it, its negative, a single bit, or anything. */
    long boundary() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> of(BOUNDS);
            case 2 -> of(BOUNDS) - 1;
            case 3 -> -of(BOUNDS);
            case 4 -> 1L << random.nextInt(64);
            case 5 -> random.nextInt(32);
            case 6 -> of(Long.MIN_VALUE, Long.MAX_VALUE, -1L);
            default -> random.nextLong();
        };
    }

    /** Few bits set, the rest 0: flags. */
    long flags() {
        return switch (random.nextInt(6)) {
            case 0 -> 1L << random.nextInt(64);
            case 1 -> 1L << random.nextInt(64) | 1L << random.nextInt(64);
            case 2 -> 1L << 61 + random.nextInt(3);
            default -> 0;
        };
    }

    /** A real address in or near {@code memoryBytes} of memory: round, odd, at its end, beyond. */
    long address(long memoryBytes) {
        return switch (random.nextInt(16)) {
            case 0 -> memoryBytes - random.nextInt(600);
            case 1 -> memoryBytes - 4096 + random.nextInt(4) * 128L;
            case 2 -> boundary();
            case 3 -> random.nextLong(memoryBytes);
            case 4 -> random.nextLong(memoryBytes) & -8L;
            case 5 -> random.nextInt((int) (memoryBytes >>> 12)) * 4096L + 4096 - random.nextInt(24);
            default -> random.nextInt((int) (memoryBytes >>> 12)) * 4096L;
        };
    }
}
